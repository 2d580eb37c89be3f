"use strict";

// Ties the whole-corpus page together: choosing, searching, filtering, the tables, the language, the address.
(() => {
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const { say, label } = corpus;
  const panel = byId("detail");
  const tip = byId("tip");
  const boxes = [...document.querySelectorAll(".toggle input")];
  const MOST = 60;
  const FEW = 12;
  const hiddenKinds = () => boxes.filter((box) => !box.checked).map((box) => box.value);
  const isTabular = () => root.classList.contains("tabular");
  const safe = (id) => id.replace(/[%?#&,+\s]/gu, encodeURIComponent);

  function make(name, { text, kind, ...properties } = {}, ...children) {
    const element = document.createElement(name);
    Object.assign(element, properties);
    if (text !== undefined) element.textContent = text;
    if (kind) element.dataset.kind = kind;
    element.append(...children.filter(Boolean));
    return element;
  }

  const glyphOf = (kind) => document.querySelector(`[data-glyph="${kind}"]`)?.cloneNode(true);
  const link = (mark) => make("a", { href: `#${safe(mark.id)}`, kind: mark.kind, text: label(mark) });

  // -- The panel ---------------------------------------------------------------------------------------------------------

  function show(mark, { focus = false } = {}) {
    byId("overview").hidden = mark !== null;
    panel.hidden = mark === null;
    panel.parentElement.setAttribute("aria-labelledby", mark === null ? "panel-title" : "detail-title");
    if (mark !== null) {
      const back = make("button", { type: "button", className: "back", text: say("action.overview") });
      back.addEventListener("click", () => choose(null, { focus: true }));
      const parts = [
        make("div", { className: "badge", kind: mark.kind }, glyphOf(mark.kind), make("span", { text: say(`kind.${mark.kind}`) }), back),
        make("h2", { tabIndex: -1, id: "detail-title", text: label(mark) }),
        mark.page ? make("p", {}, make("a", { href: mark.page, text: say("action.page") })) : null,
        ...(mark.said ? holder(mark) : statement(mark)),
      ];
      panel.replaceChildren(...parts.filter(Boolean));
      panel.parentElement.scrollTop = 0;
    }
    if (focus) byId(mark === null ? "panel-title" : "detail-title").focus({ preventScroll: false });
  }

  function statement(mark) {
    const list = (name, marks) => (marks.length
      ? [make("dt", { text: say(name) }), make("dd", {}, ...marks.map(link))] : []);
    return [make("dl", {}, ...list("kinds.theme", mark.themes), ...list("panel.case", mark.cases))];
  }

  // A theme or a case: how much is said by kind and of whom, with the words where they are drawn.
  function holder(mark) {
    const ends = [...mark.pairs.keys()];
    const lead = mark.kind === "theme" ? say("panel.recurs", { n: corpus.troubled(mark).length, of: corpus.examined.length })
      : say(`panel.${mark.role}`);
    return [make("p", { className: "lead", text: lead }),
      ...corpus.kinds.map((kind, at) => group(kind, mark, at)),
      section(say(mark.kind === "theme" ? "kinds.case" : "kinds.theme"), ends.sort(byWeight(mark)), (end) => weight(mark, end))];
  }

  const weight = (mark, end) => mark.pairs.get(end).reduce((sum, number) => sum + number, 0);
  const byWeight = (mark) => (one, two) => weight(mark, two) - weight(mark, one) || (label(one) < label(two) ? -1 : 1);

  function group(kind, mark, at) {
    const number = mark.said.length ? mark.said.filter((said) => said.kind === kind).length
      : [...mark.pairs.values()].reduce((sum, counts) => sum + counts[at], 0);
    const name = say(`kinds.${kind}`);
    if (!number) return make("section", {}, make("p", { className: "silent" }, make("strong", { text: `${name}: ` }), say("panel.not_reported")));
    const found = mark.said.filter((said) => said.kind === kind);
    if (!found.length) return make("section", { kind }, make("h3", { text: name }, make("span", { className: "count", text: ` ${number}` })));
    return section(name, found, (said) => (mark.kind === "theme" ? said.cases : said.themes).map(label).join("; "));
  }

  function section(title, marks, noteOf) {
    const list = make("ul", { className: "neighbours" }, ...marks.slice(0, FEW).map((mark) => entry(mark, noteOf(mark))));
    const rest = marks.length - FEW;
    const more = rest > 0 ? make("button", { type: "button", className: "more", text: say("corpus.more", { n: rest }) }) : null;
    more?.addEventListener("click", () => {
      list.append(...marks.slice(FEW).map((mark) => entry(mark, noteOf(mark))));
      list.children[FEW].querySelector("button").focus();
      more.remove();
    });
    return make("section", {}, make("h3", { text: title }, make("span", { className: "count", text: ` ${marks.length}` })), list, more);
  }

  function entry(mark, note) {
    const button = make("button", { type: "button", className: "go", kind: mark.kind }, glyphOf(mark.kind),
      make("span", { className: "name", text: label(mark) }), note ? make("span", { className: "count", text: note }) : null);
    button.addEventListener("click", () => choose(mark, { focus: true }));
    return make("li", {}, button);
  }

  // -- Choosing, filtering, addresses ------------------------------------------------------------------------------------

  function choose(mark, { focus = false, look = true } = {}) {
    setTable(false);
    chart.choose(mark, { look });
    show(mark, { focus });
    byId("told").textContent = mark === null ? "" : `${say(`kind.${mark.kind}`)}: ${label(mark)}`;
    address();
  }

  function address() {
    const hidden = hiddenKinds().join(",");
    const place = isTabular() ? "table" : chart.chosen === null ? "" : safe(chart.chosen.id);
    const wanted = `#${place}${hidden ? `?hide=${hidden}` : ""}`;
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

  function follow() {
    const raw = location.hash.slice(1);
    const cut = raw.lastIndexOf("?hide=");
    if (cut >= 0) {
      const hidden = new Set(raw.slice(cut + 6).split(","));
      boxes.forEach((box) => { box.checked = !hidden.has(box.value); });
      sift();
    }
    const place = cut >= 0 ? raw.slice(0, cut) : raw;
    const mark = corpus.byId.get(place) ?? corpus.byId.get(decoded(place));
    if (place === "table") setTable(true);
    else if (mark) choose(mark, { focus: Boolean(document.activeElement?.matches("a[href^='#']")) });
  }

  function sift() {
    chart.hide(hiddenKinds());
    const hidden = hiddenKinds().length;
    byId("show-all").hidden = hidden === 0;
    byId("hidden-kinds").textContent = hidden ? say("legend.hidden", { n: hidden }) : "";
    address();
  }

  boxes.forEach((box) => box.addEventListener("change", sift));
  byId("show-all").addEventListener("click", () => {
    boxes.forEach((box) => { box.checked = true; });
    sift();
    boxes[0].focus();
  });
  window.addEventListener("hashchange", follow);
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href^='#']");
    if (!anchor || anchor.getAttribute("href") !== location.hash) return;
    event.preventDefault();
    follow();
  });
  chart.onChoose((mark) => choose(mark, { look: false }));
  chart.onHover((mark, at) => {
    tip.hidden = mark === null;
    byId("network").style.cursor = mark === null ? "" : "pointer";
    if (mark === null) return;
    tip.replaceChildren(make("span", { text: say(`kind.${mark.kind}`) }), label(mark));
    tip.dataset.kind = mark.kind;
    const { clientWidth: width, clientHeight: height } = byId("network");
    tip.style.left = `${Math.max(8, Math.min(at.x + 14, width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${at.y + 18 + tip.offsetHeight > height ? at.y - tip.offsetHeight - 10 : at.y + 18}px`;
  });

  const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  const KEYS = {
    "+": () => chart.zoom(1.4),
    "=": () => chart.zoom(1.4),
    "-": () => chart.zoom(0.7),
    0: () => chart.fit(),
    Escape: () => choose(null),
    Enter: () => { if (chart.chosen) show(chart.chosen, { focus: true }); },
  };
  byId("network").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (!step && !KEYS[event.key]) return;
    event.preventDefault();
    if (!step) return KEYS[event.key]();
    const next = chart.step(...step);
    return next ? choose(next) : undefined;
  });
  byId("nearer").addEventListener("click", () => chart.zoom(1.5));
  byId("farther").addEventListener("click", () => chart.zoom(0.66));
  byId("fit").addEventListener("click", () => chart.fit());

  // -- Search ------------------------------------------------------------------------------------------------------------

  const search = byId("search");
  const found = byId("found");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const RANK = { theme: 2, case: 1 };
  let folded = null;
  let current = -1;

  function matches(text) {
    folded ??= corpus.marks.map((mark) => [mark, fold([mark.name, ...Object.values(mark.names ?? {})].join("\n"))]);
    const words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const hits = folded.filter(([, hay]) => words.every((word) => hay.includes(word))).map(([mark]) => mark);
    return hits.sort((one, two) => (RANK[two.kind] ?? 0) - (RANK[one.kind] ?? 0));
  }

  function suggest() {
    const hits = matches(search.value);
    current = -1;
    found.replaceChildren(...hits.slice(0, FEW).map((mark, place) => {
      const item = make("li", { id: `found-${place}`, kind: mark.kind, role: "option", ariaSelected: "false" }, glyphOf(mark.kind),
        make("span", { className: "name", text: label(mark) }), make("span", { className: "count", text: say(`kind.${mark.kind}`) }));
      item.addEventListener("pointerdown", (event) => event.preventDefault());
      item.addEventListener("click", () => take(mark));
      return item;
    }));
    found.hidden = !hits.length;
    search.setAttribute("aria-expanded", String(hits.length > 0));
    search.removeAttribute("aria-activedescendant");
    const values = { n: Math.min(hits.length, FEW), of: hits.length };
    const name = !hits.length ? "search.none" : hits.length > FEW ? "search.more" : "search.found";
    byId("found-count").textContent = search.value.trim() ? say(name, values) : "";
  }

  function take(mark) {
    search.value = "";
    suggest();
    choose(mark, { focus: true });
  }

  function move(by) {
    if (found.hidden) return;
    current = (current + by + found.children.length) % found.children.length;
    [...found.children].forEach((item, place) => { item.ariaSelected = String(place === current); });
    found.children[current].scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", found.children[current].id);
  }

  search.addEventListener("input", suggest);
  search.addEventListener("focus", () => { if (search.value) suggest(); });
  search.addEventListener("blur", () => { found.hidden = true; search.setAttribute("aria-expanded", "false"); });
  search.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(current < 0 ? 0 : -1),
      Enter: () => { if (!found.hidden) found.children[Math.max(current, 0)].click(); },
      Escape: () => { search.value = ""; suggest(); },
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  // -- Pictures to keep --------------------------------------------------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";

  function drawn(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const tenth = (number) => Math.round(number * 10) / 10;

  function svg() {
    const { width, height, dots, chosen, ink } = chart.seen();
    const others = dots.filter(({ mark }) => mark.kind !== "theme");
    const chosenDot = dots.find(({ mark }) => mark === chosen);
    const ends = chosenDot && chart.sigma.getGraph().edges().map((edge) => chart.sigma.getGraph().opposite(chosen.id, edge));
    const at = new Map(dots.map((dot) => [dot.mark.id, dot]));
    const names = dots.filter(({ forceLabel, label: name }) => forceLabel && name);
    return drawn("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, role: "img" },
      drawn("title", {}, document.title), drawn("rect", { width, height, fill: ink("paper") }),
      drawn("g", { stroke: ink("line"), "stroke-width": 0.7 }, ...(ends ?? []).filter((id) => at.has(id)).map((id) => drawn("line", {
        x1: tenth(chosenDot.x), y1: tenth(chosenDot.y), x2: tenth(at.get(id).x), y2: tenth(at.get(id).y) }))),
      ...others.map(({ mark, x, y, size, color }) => drawn("circle", { cx: tenth(x), cy: tenth(y), r: tenth(Math.max(size, 0.6)), fill: color },
        drawn("title", {}, `${say(`kind.${mark.kind}`)}: ${label(mark)}`))),
      drawn("g", { "font-family": "sans-serif", "font-size": 12.5, "font-weight": 600, "text-anchor": "middle", stroke: ink("paper"),
        "stroke-width": 4, "paint-order": "stroke", "stroke-linejoin": "round" },
      ...names.map(({ mark, x, y, label: name }) => drawn("text", { x: tenth(x), y: tenth(y + 4), fill: ink(mark.kind) }, name))));
  }

  function keep(blob, name) {
    const address_ = URL.createObjectURL(blob);
    make("a", { href: address_, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address_), 1000);
  }

  const vector = () => new Blob([new XMLSerializer().serializeToString(svg())], { type: "image/svg+xml" });

  async function savePng() {
    const picture = make("img", { src: URL.createObjectURL(vector()) });
    await picture.decode();
    const canvas = make("canvas", { width: picture.naturalWidth * 2, height: picture.naturalHeight * 2 });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(picture.src);
    canvas.toBlob((blob) => keep(blob, "corpus.png"), "image/png");
  }

  byId("svg").addEventListener("click", () => keep(vector(), "corpus.svg"));
  byId("png").addEventListener("click", savePng);

  // -- Tables, language, colours -----------------------------------------------------------------------------------------

  const list = byId("cases");
  let rows = 0;

  // The rows of many cases are written when they are asked for, so many at a time.
  function addRows() {
    const next = corpus.cases.slice(rows, rows + MOST);
    list.append(...next.map((mark) => make("tr", {}, make("th", { scope: "row" }, link(mark)),
      ...corpus.kinds.map((kind, at) => make("td", { text: String([...totals(mark)][at]) })),
      make("td", { text: String(mark.pairs.size) }))));
    rows += next.length;
    byId("more-cases").hidden = rows >= corpus.cases.length;
    byId("more-cases").textContent = say("corpus.more", { n: corpus.cases.length - rows });
  }

  function totals(mark) {
    if (mark.said.length) return corpus.kinds.map((kind) => mark.said.filter((said) => said.kind === kind).length);
    return corpus.kinds.map((kind, at) => [...mark.pairs.values()].reduce((sum, counts) => sum + counts[at], 0));
  }

  if (list?.dataset.all === "no") {
    byId("more-cases").addEventListener("click", addRows);
    addRows();
  }

  function setTable(shown) {
    if (isTabular() === shown) return;
    root.classList.toggle("tabular", shown);
    nameView();
    if (shown) byId("table").focus({ preventScroll: true });
    else chart.sigma?.refresh();
  }

  function nameView() {
    const name = isTabular() ? "action.map" : "action.table";
    byId("view").dataset.t = name;
    byId("view").textContent = say(name);
  }

  byId("view").addEventListener("click", () => { setTable(!isTabular()); address(); });

  function translate() {
    root.lang = corpus.language;
    for (const element of document.querySelectorAll("[data-t]")) {
      const values = Object.fromEntries([...element.attributes]
        .filter(({ name }) => name.startsWith("data-v-")).map(({ name, value }) => [name.slice(7), value]));
      element.textContent = say(element.dataset.t, values);
    }
    for (const element of document.querySelectorAll("[data-name]")) element.textContent = label(corpus.byId.get(element.dataset.name));
    for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", say(element.dataset.tLabel));
    for (const element of document.querySelectorAll("[data-t-placeholder]")) element.placeholder = say(element.dataset.tPlaceholder);
    byId("language").lang = corpus.languages.find((name) => name !== corpus.language);
  }

  byId("language").addEventListener("click", () => {
    corpus.language = corpus.languages.find((name) => name !== corpus.language);
    translate();
    sift();
    chart.relabel();
    if (chart.chosen) show(chart.chosen);
  });

  byId("language").lang = corpus.languages.find((name) => name !== corpus.language);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", chart.recolour);
  if (matchMedia("(max-width: 899px)").matches) document.querySelector(".legend").open = false;
  if (!chart.sigma) {
    byId("no-webgl").hidden = false;
    setTable(true);
  }
  follow();
})();
