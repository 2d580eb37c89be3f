"use strict";

// The network as it is seen, as a picture to keep: PNG from the canvas, SVG from the same marks, lines and labels.
const picture = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const GRAIN = 2;

  function make(name, attributes = {}, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  const tenth = (number) => Math.round(number * 10) / 10;

  function svg() {
    const { width, height, looks, marks, boxes, at } = map.seen();
    const title = make("title", {}, document.title);
    const ground = make("rect", { width, height, fill: paint.ink("paper") });
    const sizes = new Map(marks.map(({ id, size }) => [id, size]));
    return make("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, role: "img" },
      title, ground,
      make("g", { fill: "none" }, ...looks.map((look) => lineGroup(look, at, sizes))),
      make("g", { "stroke-linejoin": "round" }, ...marks.map((one) => mark(one, at))),
      make("g", { "text-anchor": "middle", "stroke-linejoin": "round" }, ...boxes.map(([id, box]) => label(id, box, at))));
  }

  function lineGroup({ ink, opacity, width, strong, lines: alike }, at, sizes) {
    const colour = paint.ink(ink);
    const drawn = alike.filter(({ from, to }) => sizes.has(from) || sizes.has(to));
    const strokes = drawn.map(({ from, to }) => {
      const [start, end] = [at.get(from), at.get(to)];
      return make("line", { x1: tenth(start.x), y1: tenth(start.y), x2: tenth(end.x), y2: tenth(end.y) });
    });
    const heads = strong ? drawn.map(({ from, to }) => {
      const corners = lines.head(lines.tip(at.get(from), at.get(to), (sizes.get(to) ?? 0) + 2), lines.HEAD);
      return make("path", { d: `M${corners.map((corner) => corner.map(tenth).join(" ")).join("L")}Z`, fill: colour, stroke: "none" });
    }) : [];
    return make("g", { stroke: colour, "stroke-width": width, opacity }, ...strokes, ...heads);
  }

  function mark({ id, size, dim }, at) {
    const { x, y } = at.get(id);
    const hollow = scene.lookOf(id).hollow || scene.isReference(id);
    const [fill, stroke] = [paint.ink(scene.kindOf(id)), paint.ink("paper")];
    const look = hollow ? { fill: stroke, stroke: fill, "stroke-width": 2.4 } : { fill, stroke, "stroke-width": 1.6, "paint-order": "stroke" };
    if (scene.isReference(id)) look["stroke-dasharray"] = "4 2.5";
    const place = `translate(${tenth(x)} ${tenth(y)}) scale(${Math.round(size * 10) / 100})`;
    const name = make("title", {}, `${scene.say(`kind.${scene.kindOf(id)}`)}: ${scene.label(id)}`);
    return make("path", { d: scene.lookOf(id).glyph, transform: place, opacity: dim ? 0.16 : 1, ...look }, name);
  }

  function label(id, box, at) {
    const { x, y } = at.get(id);
    const [left, right, top, bottom] = [x + box.left, x + box.right, y + box.top, y + box.bottom];
    const { style, lines: texts, step, height, note } = box.label;
    const middle = tenth((left + right) / 2);
    const pill = scene.lookOf(id).pill;
    const facet = scene.kindOf(id) === "facet";
    const colour = paint.ink(pill || scene.kindOf(id) === "case" ? scene.kindOf(id) : "ink");
    const group = make("g", { "font-family": labels.SANS, "font-size": style.size, "font-weight": style.weight, fill: colour });
    if (pill) {
      group.append(make("rect", {
        x: tenth(left), y: tenth(top), width: tenth(right - left), height: tenth(bottom - top), rx: facet ? 3 : tenth((bottom - top) / 2),
        fill: paint.ink(facet ? "rule" : "paper"), stroke: facet ? "none" : colour, "stroke-width": 1.25,
      }));
    }
    const halo = pill ? {} : { stroke: paint.ink("paper"), "stroke-width": 3.5, "paint-order": "stroke" };
    const first = (top + bottom) / 2 - height / 2 + step * 0.82;
    texts.forEach((text, row) => group.append(make("text", { x: middle, y: tenth(first + row * step), ...halo }, text)));
    if (note) {
      const small = { "font-size": style.size * 0.75, "font-weight": 400, fill: paint.ink("quiet") };
      group.append(make("text", { x: middle, y: tenth(first + texts.length * step - step * 0.15), ...halo, ...small }, note));
    }
    return group;
  }

  function keep(blob, name) {
    const address = URL.createObjectURL(blob);
    Object.assign(document.createElement("a"), { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  return {
    svg,
    savePng: () => map.copy(GRAIN).toBlob((blob) => keep(blob, "network.png"), "image/png"),
    saveSvg: () => keep(new Blob([new XMLSerializer().serializeToString(svg())], { type: "image/svg+xml" }), "network.svg"),
  };
})();
