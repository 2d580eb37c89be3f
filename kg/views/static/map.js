"use strict";

// The network itself: vis-network with every node in its place, what is lit, what is hidden, where one looks.
const map = (() => {
  const holder = document.getElementById("network");
  const tip = document.getElementById("tip");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const spots = new Map(scene.spots.map(({ id, x, y }) => [id, { id, x, y, home: { x, y } }]));
  const hiddenKinds = new Set();
  // The nodes that a theme has to do with, and those near what was chosen, where only they are shown.
  let aboutTheme = null;
  let nearby = null;
  const listeners = { choose: () => {} };
  let chosen = null;
  let lit = null;
  let placed = new Map();
  let placedFor = "";
  let turn = 0;
  let hovered = null;
  let whole = null;
  let drawn = null;

  // From this scale on there is room for the labels of single statements, theories and so on.
  const NEAR = 0.8;
  const FEW = 40;
  const MOST_STRETCH = 1.9;
  // The room for labels beside the whole drawing and beside a part of it, and from how near each is looked at.
  const WHOLE = [210, 1.6];
  const PART = [280, 1.1];
  const isHidden = (id) => id !== chosen && (hiddenKinds.has(scene.kindOf(id))
    || (aboutTheme !== null && !aboutTheme.has(id)) || (nearby !== null && !nearby.has(id)));
  const isDim = (id) => lit !== null && !lit.has(id);

  // Marks keep nearly their size on the screen, however near one looks.
  const sizeOf = (id, scale) => scene.lookOf(id).size * Math.min(1.5, Math.max(0.45, scale ** 0.5));

  function drawNode({ ctx, id, x, y }) {
    const scale = network ? network.getScale() : 1;
    const box = placed.get(id);
    const covered = box && box.top < 0 && box.bottom > 0 && box.left < 0 && box.right > 0;
    const look = { size: sizeOf(id, scale), unit: 1 / scale, chosen: id === chosen, hover: id === hovered, dim: isDim(id) };
    return { drawNode: () => { if (!covered) paint.mark(ctx, id, x, y, look); } };
  }

  // The drawing takes the shape of its stage: stretched either way, everything keeps its neighbours.
  function stretch() {
    if (!spots.size) return;
    const homes = [...spots.values()].map(({ home }) => home);
    const [xs, ys] = [homes.map(({ x }) => x), homes.map(({ y }) => y)];
    const shape = (Math.max(...xs) - Math.min(...xs) + 1) / (Math.max(...ys) - Math.min(...ys) + 1);
    const wider = (holder.clientWidth - Math.min(WHOLE[0], holder.clientWidth * 0.42)) / Math.max(holder.clientHeight - 110, 1) / shape;
    const [right, down] = [Math.min(Math.max(wider, 1), MOST_STRETCH), Math.min(Math.max(1 / wider, 1), MOST_STRETCH)];
    for (const spot of spots.values()) [spot.x, spot.y] = [Math.round(spot.home.x * right), Math.round(spot.home.y * down)];
  }

  // Where to look, and from how near, to see all of `shown` with `room` beside them for their labels.
  function frame(shown, room, nearest) {
    const xs = shown.map(({ x }) => x);
    const ys = shown.map(({ y }) => y);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const width = (holder.clientWidth - Math.min(room, holder.clientWidth * 0.42)) / Math.max(right - left, 1);
    const height = (holder.clientHeight - 110) / Math.max(bottom - top, 1);
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: Math.max(0.02, Math.min(width, height, nearest)) };
  }

  stretch();
  const nodes = new vis.DataSet([...spots.values()].map(
    ({ id, x, y }) => ({ id, x, y, shape: "custom", size: scene.lookOf(id).size + 2, ctxRenderer: drawNode }),
  ));
  let network = null;
  network = new vis.Network(holder, { nodes, edges: [] }, {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    nodes: { chosen: false, shadow: false },
    interaction: { hover: false, dragNodes: false, selectable: false, keyboard: false, zoomSpeed: 0.6 },
  });

  // vis-network gives every line options, events and a font of its own, which takes longer than all the rest.
  network.on("beforeDrawing", (ctx) => drawLines(ctx, network.getScale()));

  function drawLines(ctx, scale) {
    drawn ??= lines.sorted((id) => !isHidden(id), lit);
    lines.draw(ctx, drawn, { spots, unit: 1 / scale, gapOf: (id) => sizeOf(id, scale) + 2 });
  }

  // -- Labels ----------------------------------------------------------------------------------------------------------

  function rankOf(id) {
    if (id === chosen) return 1000;
    return scene.lookOf(id).rank + Math.min(40, scene.ties.get(id).length / 2) - (scene.isReference(id) ? 12 : 0);
  }

  function labelSpots(scale) {
    const found = [];
    for (const [id, { x, y }] of spots) {
      if (isHidden(id) || isDim(id)) continue;
      const hub = scene.isHub(id) || id === chosen;
      const named = hub || lit !== null || scale >= NEAR;
      found.push({ id, x: x * scale, y: y * scale, size: sizeOf(id, scale), rank: rankOf(id), hub, named });
    }
    // Where little is shown there is room for every name.
    return found.length > FEW ? found : found.map((spot) => ({ ...spot, named: true }));
  }

  function arrange(ctx) {
    const scale = network.getScale();
    const wanted = `${Math.round(Math.log(scale) * 60)} ${turn} ${scene.language}`;
    if (wanted === placedFor) return;
    placedFor = wanted;
    placed = labels.place(ctx, labelSpots(scale), whole && Math.abs(scale / whole.scale - 1) < 0.02 ? whole.limits : null);
  }

  function drawLabels(ctx, scale) {
    const unit = 1 / scale;
    for (const [id, box] of placed) {
      const { x, y } = spots.get(id);
      ctx.save();
      ctx.translate(x, y);
      ctx.scale(unit, unit);
      paint.label(ctx, id, box, { chosen: id === chosen });
      ctx.restore();
    }
  }

  network.on("beforeDrawing", arrange);
  network.on("afterDrawing", (ctx) => drawLabels(ctx, network.getScale()));
  network.once("afterDrawing", () => performance.mark("first-draw"));

  // -- What is lit and hidden --------------------------------------------------------------------------------------------

  function refresh() {
    turn += 1;
    drawn = null;
    network.redraw();
  }

  // Chooses a node, or none; `look` says how to move there: to `all` that is lit, to the node as it is `near`, or not.
  function choose(id, { look = "all" } = {}) {
    chosen = id;
    lit = id === null ? null : scene.around(id);
    showKinds();
    refresh();
    if (id !== null && look === "all") fit({ only: lit });
    if (id !== null && look === "near") bringIntoView(id);
  }

  function showKinds() {
    const changes = nodes.get({ fields: ["id", "hidden"] })
      .filter(({ id, hidden }) => Boolean(hidden) !== isHidden(id))
      .map(({ id }) => ({ id, hidden: isHidden(id) }));
    if (changes.length) nodes.update(changes);
  }

  // Shows only what is left by the kinds hidden, by one theme or none, and by the nodes near those chosen or none.
  function filter({ kinds = hiddenKinds, theme = null, near = null }) {
    hiddenKinds.clear();
    [...kinds].forEach((kind) => hiddenKinds.add(kind));
    aboutTheme = theme === null ? null : scene.about(theme);
    nearby = near;
    showKinds();
    refresh();
  }

  // -- Where one looks ---------------------------------------------------------------------------------------------------

  const motion = () => (calm.matches ? false : { duration: 350, easingFunction: "easeInOutCubic" });

  function fit({ only = null, still = false } = {}) {
    const shown = [...spots.values()].filter(({ id }) => !isHidden(id) && (only === null || only.has(id)));
    if (!shown.length) return;
    const { position, scale } = frame(shown, ...(only === null && aboutTheme === null && nearby === null ? WHOLE : PART));
    const half = holder.clientWidth / 2 - 6;
    whole = { scale, limits: { left: position.x * scale - half, right: position.x * scale + half } };
    network.moveTo({ position, scale, animation: still ? false : motion() });
  }

  function zoom(factor) {
    network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)), animation: motion() });
  }

  // Moves no more than is needed to see a node.
  function bringIntoView(id) {
    const at = network.canvasToDOM(spots.get(id));
    const inside = at.x > 80 && at.y > 60 && at.x < holder.clientWidth - 80 && at.y < holder.clientHeight - 60;
    if (!inside) network.moveTo({ position: spots.get(id), animation: motion() });
  }

  // The nearest shown node in a direction, or the most important one where none is chosen.
  function step(right, down) {
    const shown = [...spots.values()].filter(({ id }) => !isHidden(id));
    if (chosen === null) return shown.sort((one, two) => rankOf(two.id) - rankOf(one.id) || one.x - two.x)[0]?.id ?? null;
    const from = spots.get(chosen);
    let best = null;
    let least = Infinity;
    for (const { id, x, y } of shown) {
      const along = (x - from.x) * right + (y - from.y) * down;
      const aside = Math.abs((x - from.x) * down) + Math.abs((y - from.y) * right);
      // What lies rather aside is taken only where nothing lies ahead.
      const cost = along + aside * 2 + (aside > along * 2 ? 1e6 : 0);
      if (id !== chosen && along > 0 && cost < least) {
        least = cost;
        best = id;
      }
    }
    return best;
  }

  // -- Pointer -------------------------------------------------------------------------------------------------------------

  // vis-network knows the size of such nodes only from when they were first drawn, and nothing of the labels.
  function nodeAt({ x, y }) {
    const scale = network.getScale();
    let best = null;
    let least = Infinity;
    for (const [id, spot] of spots) {
      if (isHidden(id)) continue;
      const right = (x - spot.x) * scale;
      const down = (y - spot.y) * scale;
      const box = placed.get(id);
      const inLabel = box && right >= box.left && right <= box.right && down >= box.top && down <= box.bottom;
      const away = Math.hypot(right, down);
      const cost = away <= sizeOf(id, scale) + 5 ? away : inLabel ? 100 + away : Infinity;
      if (cost < least) {
        least = cost;
        best = id;
      }
    }
    return best;
  }

  function hover(id, { x, y } = {}) {
    if (id !== null) showTip(id, x, y);
    if (id === hovered) return;
    hovered = id;
    tip.hidden = id === null;
    holder.style.cursor = id === null ? "" : "pointer";
    network.redraw();
  }

  function showTip(id, x, y) {
    if (id !== hovered) {
      const kind = document.createElement("span");
      kind.textContent = scene.say(`kind.${scene.kindOf(id)}`);
      tip.replaceChildren(kind, scene.label(id));
      tip.dataset.kind = scene.kindOf(id);
      tip.hidden = false;
    }
    const { clientWidth: width, clientHeight: height } = holder;
    tip.style.left = `${Math.max(8, Math.min(x + 14, width - tip.offsetWidth - 8))}px`;
    tip.style.top = `${y + 18 + tip.offsetHeight > height ? y - tip.offsetHeight - 10 : y + 18}px`;
  }

  network.on("click", ({ pointer }) => listeners.choose(nodeAt(pointer.canvas)));
  network.on("zoom", () => hover(null));
  holder.addEventListener("pointerleave", () => hover(null));
  holder.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons) return hover(null);
    const frame = holder.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    return hover(nodeAt(network.DOMtoCanvas(at)), at);
  });

  let resized = null;
  let sizeBefore = [holder.clientWidth, holder.clientHeight].join();
  new ResizeObserver(() => {
    clearTimeout(resized);
    resized = setTimeout(() => {
      const size = [holder.clientWidth, holder.clientHeight].join();
      if (!holder.clientWidth || size === sizeBefore) return;
      sizeBefore = size;
      stretch();
      nodes.update([...spots.values()].map(({ id, x, y }) => ({ id, x, y })));
      turn += 1;
      fit({ only: lit, still: true });
    }, 60);
  }).observe(holder);

  // Draws what is seen on another canvas of the same size, `grain` pixels for each of the screen's.
  function copy(grain) {
    const { clientWidth: width, clientHeight: height } = holder;
    const canvas = Object.assign(document.createElement("canvas"), { width: width * grain, height: height * grain });
    const ctx = canvas.getContext("2d");
    const [scale, middle] = [network.getScale(), network.getViewPosition()];
    ctx.fillStyle = paint.ink("paper");
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.setTransform(grain * scale, 0, 0, grain * scale, (width / 2 - middle.x * scale) * grain, (height / 2 - middle.y * scale) * grain);
    drawLines(ctx, scale);
    for (const [id, { x, y }] of spots) if (!isHidden(id)) drawNode({ ctx, id, x, y }).drawNode();
    drawLabels(ctx, scale);
    return canvas;
  }

  // What is seen, in pixels of the screen: lines by their look, marks and labels.
  function seen() {
    const scale = network.getScale();
    const at = new Map([...spots].map(([id, { x, y }]) => [id, network.canvasToDOM({ x, y })]));
    const near = (id) => {
      const { x, y } = at.get(id);
      return x > -200 && y > -80 && x < holder.clientWidth + 200 && y < holder.clientHeight + 80;
    };
    return {
      width: holder.clientWidth,
      height: holder.clientHeight,
      looks: lines.sorted((id) => !isHidden(id), lit),
      marks: [...spots.keys()].filter((id) => !isHidden(id) && near(id)).map((id) => ({ id, size: sizeOf(id, scale), dim: isDim(id) })),
      boxes: [...placed].filter(([id]) => near(id)),
      at,
    };
  }

  fit({ still: true });

  return {
    choose, copy, filter, fit, seen, step, zoom, network,
    get lit() { return lit; },
    get lines() { return (drawn ?? []).flatMap(({ opacity, lines: alike }) => alike.map((line) => ({ ...line, opacity }))); },
    get chosen() { return chosen; },
    isHidden,
    onChoose: (listener) => { listeners.choose = listener; },
    recolour: () => { paint.readColours(); refresh(); },
    relabel: () => { turn += 1; network.redraw(); },
  };
})();
