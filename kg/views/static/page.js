"use strict";

// Ties the parts together: choosing, searching, filtering, the table, the language, the address of what is shown.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const search = byId("search");
  const found = byId("found");
  const viewButton = byId("view");
  const MOST = 12;

  // -- Choosing ----------------------------------------------------------------------------------------------------------

  function choose(id, { focus = false, look = "all" } = {}) {
    setTable(false);
    map.choose(id, { look });
    panel.show(id, { focus });
    const address = id === null ? "#" : `#${id}`;
    if (location.hash !== address && !(id === null && !location.hash)) history.replaceState(null, "", address);
    byId("told").textContent = id === null ? "" : told(id);
  }

  function told(id) {
    const neighbours = new Set(scene.ties.get(id).map((tie) => tie.other));
    const kind = scene.say(`kind.${scene.kindOf(id)}`);
    return scene.say("network.selected", { kind, label: scene.label(id), n: neighbours.size });
  }

  map.onChoose((id) => choose(id, { look: "none" }));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) choose(button.dataset.go || null, { focus: true });
  });

  function follow() {
    const raw = location.hash.slice(1);
    if (raw === "table") return setTable(true);
    const id = [raw, decoded(raw)].find((name) => scene.details.has(name));
    return id ? choose(id, { focus: document.activeElement?.matches("a[href^='#']") }) : undefined;
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      if (error instanceof URIError) return text;
      throw error;
    }
  }

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

  // -- Search ------------------------------------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const haystacks = new Map([...scene.details].map(([id, detail]) => [id, fold([
    detail.label, ...Object.values(detail.labels ?? {}), detail.passage?.[1] ?? "", ...Object.values(detail.facts ?? {}),
  ].join("\n"))]));

  function matches(text) {
    const words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = [...haystacks].filter(([, hay]) => words.every((word) => hay.includes(word))).map(([id]) => id);
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

  const boxes = [...document.querySelectorAll(".toggle input")];

  function countHidden() {
    const hidden = boxes.filter((box) => !box.checked).length;
    byId("show-all").hidden = hidden === 0;
    byId("hidden-kinds").textContent = hidden ? scene.say("legend.hidden", { n: hidden }) : "";
  }

  boxes.forEach((box) => box.addEventListener("change", () => {
    map.toggleKind(box.value, box.checked);
    countHidden();
  }));
  byId("show-all").addEventListener("click", () => {
    boxes.filter((box) => !box.checked).forEach((box) => box.click());
    boxes[0].focus();
  });

  const narrow = matchMedia("(max-width: 899px)");
  if (narrow.matches) document.querySelector(".legend").open = false;

  // -- Table, language, colours ------------------------------------------------------------------------------------------

  function setTable(shown) {
    if (root.classList.contains("tabular") === shown) return;
    root.classList.toggle("tabular", shown);
    nameView();
    if (shown) byId("table").focus({ preventScroll: true });
    else map.network.redraw();
  }

  function nameView() {
    const name = root.classList.contains("tabular") ? "action.map" : "action.table";
    viewButton.dataset.t = name;
    viewButton.textContent = scene.say(name);
  }

  viewButton.addEventListener("click", () => {
    const shown = !root.classList.contains("tabular");
    setTable(shown);
    history.replaceState(null, "", shown ? "#table" : map.chosen === null ? "#" : `#${map.chosen}`);
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
  follow();
})();
