"use strict";

// Ties the parts together: choosing, searching, filtering, the table, the language, the address of what is shown.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const search = byId("search");
  const found = byId("found");
  const viewButton = byId("view");
  const MOST = 12;

  // -- What is shown, and its address ------------------------------------------------------------------------------------
  // #ID?hide=KIND,KIND&theme=ID&steps=1&with=ID,ID : the node chosen (or `table`), what the filters leave, and how far
  // around the node, and around those chosen before it, one looks.

  const kindBoxes = [...document.querySelectorAll(".toggle input")];
  const themeBox = byId("theme");
  const stepBoxes = [...document.querySelectorAll("[name=steps]")];
  let centres = [];

  const steps = () => Number(stepBoxes.find((box) => box.checked)?.value ?? 0);
  const hiddenKinds = () => kindBoxes.filter((box) => !box.checked).map((box) => box.value);
  const isTabular = () => root.classList.contains("tabular");
  const safe = (id) => id.replace(/[%?#&,+\s]/gu, encodeURIComponent);

  function choose(id, { focus = false, look = "all" } = {}) {
    setTable(false);
    if (id === null) setSteps(0);
    else centres = steps() ? [...centres.filter((other) => other !== id), id] : [id];
    map.choose(id, { look: steps() ? "none" : look });
    if (steps()) sift();
    panel.show(id, { focus });
    byId("steps").hidden = id === null;
    byId("told").textContent = id === null ? "" : told(id);
    address();
  }

  function told(id) {
    const neighbours = new Set(scene.ties.get(id).map((tie) => tie.other));
    const kind = scene.say(`kind.${scene.kindOf(id)}`);
    return scene.say("network.selected", { kind, label: scene.label(id), n: neighbours.size });
  }

  // Leaves what the filters leave, in the network and in the table.
  function sift({ moves = true } = {}) {
    const near = steps() && centres.length ? scene.within(centres, steps()) : null;
    map.filter({ kinds: hiddenKinds(), theme: themeBox.value || null, near });
    if (moves && (near || !map.lit)) map.fit();
    siftTable();
    countHidden();
    address();
  }

  function siftTable() {
    const hidden = new Set(hiddenKinds());
    const about = themeBox.value ? scene.about(themeBox.value) : null;
    for (const row of document.querySelectorAll("#table tr[data-kind]")) {
      row.hidden = hidden.has(row.dataset.kind) || (about !== null && !about.has(row.id));
    }
    for (const row of document.querySelectorAll("#table tr.study")) row.hidden = about !== null && !about.has(row.id);
  }

  function address() {
    const parts = Object.entries({
      hide: hiddenKinds().join(","), theme: safe(themeBox.value), steps: steps() || "",
      with: steps() ? centres.slice(0, -1).map(safe).join(",") : "",
    }).filter(([, value]) => value !== "").map(([name, value]) => `${name}=${value}`);
    const place = isTabular() ? "table" : map.chosen === null ? "" : safe(map.chosen);
    const wanted = `#${place}${parts.length ? `?${parts.join("&")}` : ""}`;
    if (location.hash !== wanted && !(wanted === "#" && !location.hash)) history.replaceState(null, "", wanted);
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      if (error instanceof URIError) return text;
      throw error;
    }
  }

  const known = (...names) => names.find((name) => scene.details.has(name)) ?? null;

  // An address of a node alone, as the pages' links are, leaves the filters as they are.
  function follow() {
    const raw = location.hash.slice(1);
    const focus = Boolean(document.activeElement?.matches("a[href^='#']"));
    const plain = known(raw, decoded(raw));
    const cut = raw.lastIndexOf("?");
    if (plain === null && cut >= 0) setFilters(new Map(raw.slice(cut + 1).split("&").map((part) => part.split("=", 2))));
    const place = plain === null && cut >= 0 ? raw.slice(0, cut) : raw;
    const id = plain ?? known(place, decoded(place));
    if (place === "table") setTable(true);
    else if (id !== null) choose(id, { focus });
  }

  function setFilters(wanted) {
    const list = (name) => (wanted.get(name) ?? "").split(",").filter(Boolean).map(decoded);
    const hidden = new Set(list("hide"));
    kindBoxes.forEach((box) => { box.checked = !hidden.has(box.value); });
    themeBox.value = list("theme").find((id) => scene.details.has(id)) ?? "";
    setSteps(["1", "2"].includes(wanted.get("steps")) ? Number(wanted.get("steps")) : 0);
    centres = list("with").filter((id) => scene.details.has(id));
    sift();
  }

  function setSteps(number) {
    const changed = steps() !== number;
    stepBoxes.forEach((box) => { box.checked = Number(box.value) === number; });
    if (number === 0) centres = [];
    if (changed) sift();
  }

  map.onChoose((id) => (id === null && steps() ? undefined : choose(id, { look: "none" })));

  stepBoxes.forEach((box) => box.addEventListener("change", () => {
    centres = map.chosen === null ? [] : [map.chosen];
    sift({ moves: false });
    if (steps()) map.fit();
    else if (map.lit) map.fit({ only: map.lit });
  }));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) choose(button.dataset.go || null, { focus: true });
  });

  window.addEventListener("hashchange", follow);

  // An address that is already shown gives no hashchange when it is followed again.
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href^='#']");
    if (anchor && anchor.getAttribute("href") === location.hash) {
      event.preventDefault();
      follow();
    }
  });

  // -- Keyboard on the network -------------------------------------------------------------------------------------------

  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const KEYS = {
    "+": () => map.zoom(1.25),
    "=": () => map.zoom(1.25),
    "-": () => map.zoom(0.8),
    0: () => map.fit(),
    Escape: () => choose(null),
    Enter: () => { if (map.chosen !== null) panel.show(map.chosen, { focus: true }); },
  };

  byId("network").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (!step && !KEYS[event.key]) return;
    event.preventDefault();
    if (!step) KEYS[event.key]();
    else {
      const next = map.step(...step);
      if (next !== null) choose(next, { look: "near" });
    }
  });

  document.querySelector(".panel").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || map.chosen === null) return;
    choose(null);
    byId("network").focus();
  });

  byId("nearer").addEventListener("click", () => map.zoom(1.35));
  byId("farther").addEventListener("click", () => map.zoom(0.74));
  byId("fit").addEventListener("click", () => map.fit());
  byId("png").addEventListener("click", picture.savePng);
  byId("svg").addEventListener("click", picture.saveSvg);

  // -- Search ------------------------------------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let folded = null;

  // What is searched is read when it is first asked for: nobody waits for it to see the network.
  function haystacks() {
    folded ??= new Map([...scene.details].map(([id, detail]) => [id, fold([
      detail.label, ...Object.values(detail.labels ?? {}), detail.passage?.[1] ?? "", ...Object.values(detail.facts ?? {}),
    ].join("\n"))]));
    return folded;
  }

  function matches(text) {
    const words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = [...haystacks()].filter(([, hay]) => words.every((word) => hay.includes(word))).map(([id]) => id);
    const weight = (id) => scene.lookOf(id).rank + (fold(scene.label(id)).startsWith(words[0]) ? 50 : 0);
    return hits.sort((one, two) => weight(two) - weight(one) || (scene.label(one) < scene.label(two) ? -1 : 1));
  }

  let current = -1;

  function suggest() {
    const hits = matches(search.value);
    const shown = hits.slice(0, MOST);
    current = -1;
    found.replaceChildren(...shown.map(suggestion));
    found.hidden = shown.length === 0;
    search.setAttribute("aria-expanded", String(shown.length > 0));
    search.removeAttribute("aria-activedescendant");
    const count = byId("found-count");
    if (!search.value.trim()) count.textContent = "";
    else if (!hits.length) count.textContent = scene.say("search.none");
    else if (hits.length > shown.length) count.textContent = scene.say("search.more", { n: shown.length, of: hits.length });
    else count.textContent = scene.say("search.found", { n: hits.length });
  }

  function suggestion(id, place) {
    const item = panel.make("li", { id: `found-${place}`, kind: scene.kindOf(id) }, panel.glyph(id),
      panel.make("span", { className: "name", text: scene.label(id) }),
      panel.make("span", { className: "count", text: scene.say(`kind.${scene.kindOf(id)}`) }));
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(id));
    item.dataset.id = id;
    return item;
  }

  function take(id) {
    close();
    search.value = "";
    byId("found-count").textContent = "";
    choose(id, { focus: true });
  }

  function close() {
    found.hidden = true;
    search.setAttribute("aria-expanded", "false");
  }

  function move(by) {
    const items = [...found.children];
    if (!items.length || found.hidden) return;
    current = (current + by + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === current)));
    items[current].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", items[current].id);
  }

  search.addEventListener("input", suggest);
  search.addEventListener("focus", () => { if (search.value) suggest(); });
  search.addEventListener("blur", close);
  search.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(current < 0 ? 0 : -1),
      Enter: () => { const item = found.children[Math.max(current, 0)]; if (item && !found.hidden) take(item.dataset.id); },
      Escape: () => { search.value = ""; suggest(); },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // -- Legend ------------------------------------------------------------------------------------------------------------

  function countHidden() {
    const hidden = hiddenKinds().length;
    byId("show-all").hidden = hidden === 0 && !themeBox.value;
    byId("hidden-kinds").textContent = hidden ? scene.say("legend.hidden", { n: hidden }) : "";
  }

  kindBoxes.forEach((box) => box.addEventListener("change", () => sift({ moves: false })));
  themeBox.addEventListener("change", () => {
    if (map.chosen !== null) choose(null);
    sift();
  });
  byId("show-all").addEventListener("click", () => {
    kindBoxes.forEach((box) => { box.checked = true; });
    themeBox.value = "";
    sift();
    kindBoxes[0].focus();
  });

  const narrow = matchMedia("(max-width: 899px)");
  if (narrow.matches) document.querySelector(".legend").open = false;

  // -- Table, language, colours ------------------------------------------------------------------------------------------

  function setTable(shown) {
    if (isTabular() === shown) return;
    root.classList.toggle("tabular", shown);
    nameView();
    if (shown) byId("table").focus({ preventScroll: true });
    else map.network.redraw();
  }

  function nameView() {
    const name = isTabular() ? "action.map" : "action.table";
    viewButton.dataset.t = name;
    viewButton.textContent = scene.say(name);
  }

  viewButton.addEventListener("click", () => {
    setTable(!isTabular());
    address();
  });

  function translate() {
    root.lang = scene.language;
    for (const element of document.querySelectorAll("[data-t]")) {
      const values = Object.fromEntries([...element.attributes]
        .filter(({ name }) => name.startsWith("data-v-")).map(({ name, value }) => [name.slice(7), value]));
      element.textContent = scene.say(element.dataset.t, values);
    }
    for (const element of document.querySelectorAll("[data-name]")) element.textContent = scene.label(element.dataset.name);
    for (const [field, attribute] of [["tLabel", "aria-label"], ["tPlaceholder", "placeholder"]]) {
      for (const element of document.querySelectorAll("[data-t-label], [data-t-placeholder]")) {
        if (element.dataset[field]) element.setAttribute(attribute, scene.say(element.dataset[field]));
      }
    }
    byId("language").lang = scene.languages.find((name) => name !== scene.language);
  }

  byId("language").addEventListener("click", () => {
    scene.language = scene.languages.find((name) => name !== scene.language);
    translate();
    countHidden();
    map.relabel();
    if (map.chosen !== null) panel.show(map.chosen);
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", map.recolour);

  byId("language").lang = scene.languages.find((name) => name !== scene.language);
  // The table stands after the scripts, so that nobody waits for it to see the network.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", follow);
  else follow();
})();
