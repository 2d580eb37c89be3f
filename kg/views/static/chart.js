"use strict";

// The whole corpus as the page has it, and its drawing by WebGL: a disc a theme, a dot a statement or a case.
const corpus = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  let language = data.language;
  const marks = [];
  const byId = new Map();

  function add(mark) {
    marks.push(mark);
    byId.set(mark.id, mark);
    return mark;
  }

  const themes = data.themes.map(([id, name, names, page], place) => {
    const [x, y, radius] = data.discs[place];
    return add({ id, kind: "theme", name, names, page, x, y, radius, said: [], pairs: new Map() });
  });
  const cases = data.cases.map(([id, name, x, y, home, role, page]) => (
    add({ id, kind: "case", name, x, y, home, role, page, said: [], pairs: new Map() })));
  for (const [id, name, kind, x, y, about, whose] of data.statements) {
    const mark = add({ id, kind: data.kinds[kind], name, x, y, themes: about.map((at) => themes[at]), cases: whose.map((at) => cases[at]) });
    mark.themes.forEach((theme) => theme.said.push(mark));
    mark.cases.forEach((owner) => owner.said.push(mark));
    for (const owner of mark.cases) for (const theme of mark.themes) count(owner, theme, kind, 1);
  }
  for (const [owner, theme, ...counts] of data.pairs) {
    counts.forEach((number, kind) => { if (number) count(cases[owner], themes[theme], kind, number); });
  }

  function count(owner, theme, kind, number) {
    if (!owner.pairs.has(theme)) {
      const counts = data.kinds.map(() => 0);
      owner.pairs.set(theme, counts);
      theme.pairs.set(owner, counts);
    }
    owner.pairs.get(theme)[kind] += number;
  }

  const examined = cases.filter(({ role }) => role === "subject");

  // The cases examined in which a theme has problems.
  const troubled = (theme) => examined.filter((owner) => theme.pairs.get(owner)?.[0]);

  const label = (mark) => mark.names?.[language] ?? mark.name;

  function say(name, values = {}) {
    const texts = data.strings[language];
    const text = (Number(values.n) === 1 ? texts[`${name}.one`] : undefined) ?? texts[`${name}.other`] ?? texts[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) => (Object.hasOwn(values, key) ? String(values[key]) : whole));
  }

  // What a mark has to do with: a theme with its statements and their cases, a case with its, a statement with both.
  function around(mark) {
    const ends = mark.said ? [...mark.said, ...mark.pairs.keys()] : [...mark.themes, ...mark.cases];
    return new Set([mark, ...ends]);
  }

  return {
    around, byId, cases, discs: data.discs, examined, kinds: data.kinds, label, marks, say, themes, troubled,
    get language() { return language; },
    set language(chosen) { language = chosen; },
    languages: Object.keys(data.strings),
  };
})();

const chart = (() => {
  const holder = document.getElementById("network");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const listeners = { choose: () => {}, hover: () => {} };
  const hidden = new Set();
  let chosen = null;
  let lit = null;
  let inks = {};

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const names = ["ink", "quiet", "paper", "line", "rule", "theme", "case", ...corpus.kinds];
    inks = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  // WebGL mixes no colour with the ground by itself: what is dim is drawn in the colour it would have on the paper.
  function faded(colour, share) {
    const parts = (text) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
    const [from, to] = [parts(inks.paper), parts(colour)];
    return `#${from.map((value, at) => Math.round(value + (to[at] - value) * share).toString(16).padStart(2, "0")).join("")}`;
  }

  // On a small screen the dots are larger for their discs: below a pixel they would fade.
  const [wide, high] = [0, 1].map((axis) => Math.max(...corpus.discs.map((disc) => disc[axis] + disc[2]))
    - Math.min(...corpus.discs.map((disc) => disc[axis] - disc[2])));
  const fitting = Math.min(holder.clientWidth / wide, holder.clientHeight / high) || 1;
  const DOT = Math.min(9, Math.max(4.4, 1 / fitting));
  const sizeOf = ({ kind }) => (kind === "case" ? DOT * 1.2 : corpus.kinds.includes(kind) ? DOT : 1);
  const nameOf = (mark) => (mark === REST ? corpus.say("corpus.rest") : corpus.label(mark));
  const isHidden = (mark) => hidden.has(mark.kind) && mark !== chosen;
  const isDim = (mark) => lit !== null && !lit.has(mark);

  function lookOf(mark) {
    const dim = isDim(mark);
    return {
      color: mark.radius ? inks.paper : dim ? faded(inks[mark.kind], 0.16) : inks[mark.kind],
      hidden: isHidden(mark),
      size: mark === chosen ? sizeOf(mark) * 1.7 : sizeOf(mark),
      label: dim && !mark.radius ? null : nameOf(mark),
      forceLabel: Boolean(mark.radius) || mark === chosen,
      zIndex: dim ? 0 : 1,
    };
  }

  // -- Drawing -----------------------------------------------------------------------------------------------------------

  const SANS = getComputedStyle(document.documentElement).getPropertyValue("--sans");
  const SMALLEST = 15;

  // The words of a text that may part: at spaces, and after every character where a script writes without them.
  const PART = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+\s*|\s+/gu;

  function wrapped(ctx, text, widest) {
    const rows = [""];
    for (const part of text.match(PART) ?? []) {
      const last = rows.length - 1;
      if (!rows[last] || ctx.measureText(`${rows[last]}${part}`.trimEnd()).width <= widest) rows[last] += part;
      else rows.push(part);
    }
    return rows.map((row) => row.trim());
  }

  // The name of a disc stands in its middle, row by row; that of a dot beside it.
  function drawLabel(ctx, { key, x, y, size, label }) {
    const mark = key === REST.id ? REST : corpus.byId.get(key);
    if (mark.radius) return drawName(ctx, mark, { x, y, label });
    ctx.font = `450 12.5px ${SANS}`;
    ctx.textAlign = "left";
    ctx.fillStyle = inks[mark.kind];
    return drawText(ctx, label, x + size + 4, y);
  }

  function drawName(ctx, mark, { x, y, label }) {
    const radius = mark.radius * pixels();
    if (radius < SMALLEST && mark !== chosen) return;
    const height = Math.min(12, Math.max(9, radius * 0.34));
    ctx.font = `600 ${height}px ${SANS}`;
    ctx.textAlign = "center";
    ctx.fillStyle = inks[isDim(mark) ? "quiet" : "ink"];
    const rows = wrapped(ctx, label, Math.min(104, Math.max(54, radius * 2)));
    rows.forEach((row, place) => drawText(ctx, row, x, y + (place - (rows.length - 1) / 2) * height * 1.17));
  }

  function drawText(ctx, text, x, y) {
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4;
    ctx.strokeStyle = inks.paper;
    ctx.strokeText(text, x, y);
    ctx.fillText(text, x, y);
  }

  // How many pixels of the screen a unit of the drawing has. Sigma draws for the first time before it is handed over.
  function pixels() {
    if (sigma === null) return fitting;
    const { width } = sigma.getDimensions();
    const [left, right] = [0, width].map((x) => sigma.viewportToGraph({ x, y: 0 }).x);
    return width / (right - left);
  }

  // The last disc has no theme; it is named, and cannot be chosen.
  const [restX, restY, restRadius] = corpus.discs.at(-1);
  const REST = { id: " rest", kind: "rest", x: restX, y: restY, radius: restRadius };
  const hasRest = corpus.cases.some(({ home }) => home === corpus.themes.length)
    || corpus.marks.some(({ themes }) => themes?.length === 0);

  function open() {
    const graph = new webgl.Graph();
    for (const mark of corpus.marks) graph.addNode(mark.id, { x: mark.x, y: -mark.y });
    if (hasRest) graph.addNode(REST.id, { x: REST.x, y: -REST.y });
    sigma = new webgl.Sigma(graph, holder, {
      nodeProgramClasses: { circle: webgl.NodePointProgram },
      edgeProgramClasses: { line: webgl.EdgeLineProgram },
      defaultEdgeType: "line",
      nodeReducer: (id, data) => ({ ...data, ...lookOf(corpus.byId.get(id) ?? REST) }),
      defaultDrawNodeLabel: drawLabel,
      defaultDrawNodeHover: (ctx, shown) => drawLabel(ctx, { ...shown, label: nameOf(corpus.byId.get(shown.key) ?? REST) }),
      itemSizesReference: "positions",
      zoomToSizeRatioFunction: (ratio) => ratio,
      labelRenderedSizeThreshold: 10,
      labelDensity: 0.6,
      labelGridCellSize: 120,
      minCameraRatio: 0.01,
      maxCameraRatio: 1.6,
      stagePadding: 24,
      enableCameraRotation: false,
      zIndex: true,
    });
    requestAnimationFrame(() => performance.mark("first-draw"));
    sigma.on("clickNode", ({ node }) => listeners.choose(corpus.byId.get(node) ?? null));
    sigma.on("clickStage", ({ event }) => listeners.choose(discAt(sigma.viewportToGraph(event))));
    sigma.on("enterNode", ({ node, event }) => { listeners.hover(corpus.byId.get(node) ?? null, event); });
    sigma.on("leaveNode", () => listeners.hover(null));
  }

  // A click into a disc, beside its dots, chooses the theme.
  function discAt({ x, y }) {
    return corpus.themes.find((theme) => Math.hypot(theme.x - x, theme.y + y) < theme.radius * 0.5) ?? null;
  }

  const hasWebgl = () => ["webgl2", "webgl"].some((name) => document.createElement("canvas").getContext(name) !== null);

  readColours();
  let sigma = null;
  if (hasWebgl()) open();

  // -- What is chosen, hidden, looked at ---------------------------------------------------------------------------------

  // Lines are drawn only from what is chosen: all at once they would hide the rest.
  function tie() {
    const graph = sigma.getGraph();
    graph.clearEdges();
    if (chosen === null) return;
    const ends = chosen.kind === "theme" ? [...chosen.pairs.keys()] : [...lit];
    for (const end of ends) if (end !== chosen && !isHidden(end)) graph.addEdge(chosen.id, end.id, { color: faded(inks[chosen.kind], 0.45) });
  }

  function choose(mark, { look = true } = {}) {
    chosen = mark;
    lit = mark === null ? null : corpus.around(mark);
    if (!sigma) return;
    tie();
    sigma.refresh();
    if (mark !== null && look) show(mark);
  }

  function hide(kinds) {
    hidden.clear();
    kinds.forEach((kind) => hidden.add(kind));
    if (!sigma) return;
    tie();
    sigma.refresh();
  }

  const motion = () => ({ duration: calm.matches ? 0 : 350 });

  function show(mark) {
    const { x, y } = sigma.getNodeDisplayData(mark.id);
    const camera = sigma.getCamera();
    camera.animate({ x, y, ratio: Math.min(camera.ratio, mark.kind === "theme" ? 0.45 : 0.3) }, motion());
  }

  function zoom(factor) {
    const camera = sigma?.getCamera();
    camera?.animate({ ratio: Math.min(1.6, Math.max(0.01, camera.ratio / factor)) }, motion());
  }

  // The nearest mark in a direction; a case or statement steps to any, a theme to the next theme.
  function step(right, down) {
    const open = corpus.marks.filter((mark) => !isHidden(mark) && (chosen?.kind !== "theme" || mark.kind === "theme"));
    if (chosen === null) return corpus.themes[0] ?? open[0] ?? null;
    let best = null;
    let least = Infinity;
    for (const mark of open) {
      const along = (mark.x - chosen.x) * right + (mark.y - chosen.y) * down;
      const aside = Math.abs((mark.x - chosen.x) * down) + Math.abs((mark.y - chosen.y) * right);
      // What lies rather aside is taken only where nothing lies ahead.
      const cost = along + aside * 2 + (aside > along * 2 ? 1e6 : 0);
      if (along > 0 && cost < least) [best, least] = [mark, cost];
    }
    return best;
  }

  // What is seen, in pixels of the screen, for a picture of it.
  function seen() {
    const { width, height } = sigma.getDimensions();
    const scale = pixels();
    const dots = corpus.marks.filter((mark) => !isHidden(mark)).map((mark) => ({
      mark, ...sigma.graphToViewport({ x: mark.x, y: -mark.y }), ...lookOf(mark), size: lookOf(mark).size * scale,
    })).filter(({ x, y, size }) => x > -size && y > -size && x < width + size && y < height + size);
    return { width, height, dots, chosen, ink: (name) => inks[name] };
  }

  return {
    choose, hide, seen, step, zoom, sigma,
    fit: () => sigma?.getCamera().animate({ x: 0.5, y: 0.5, ratio: 1 }, motion()),
    get chosen() { return chosen; },
    isHidden,
    onChoose: (listener) => { listeners.choose = listener; },
    onHover: (listener) => { listeners.hover = listener; },
    recolour: () => { readColours(); if (sigma) { tie(); sigma.refresh(); } },
    relabel: () => sigma?.refresh(),
  };
})();
