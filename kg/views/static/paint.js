"use strict";

// Draws marks and labels on the canvas of vis-network, in the colours of the style sheet.
const paint = (() => {
  const KINDS = [...scene.details.values()].map((detail) => detail.kind);
  const NAMES = new Set(["ink", "quiet", "paper", "line", "rule", "other", ...KINDS, ...Object.values(scene.inks)]);
  const shapes = new Map();
  let inks = {};

  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    inks = Object.fromEntries([...NAMES].map((name) => [name, read(name) || read("other")]));
  }

  const ink = (name) => inks[name];

  function shape(id) {
    const glyph = scene.lookOf(id).glyph;
    if (!shapes.has(glyph)) shapes.set(glyph, new Path2D(glyph));
    return shapes.get(glyph);
  }

  // Draws a node's mark at (x, y); `unit` is the length of a pixel of the screen there.
  function mark(ctx, id, x, y, { size, unit, chosen, hover, dim }) {
    const look = scene.lookOf(id);
    const hollow = look.hollow || scene.isReference(id);
    const colour = ink(scene.kindOf(id));
    ctx.save();
    ctx.globalAlpha = dim ? 0.16 : 1;
    ctx.translate(x, y);
    ctx.scale((size / 10) * unit, (size / 10) * unit);
    if (chosen || hover) {
      ctx.beginPath();
      ctx.arc(0, 0, 17, 0, Math.PI * 2);
      ctx.globalAlpha = chosen ? 0.3 : 0.16;
      ctx.fillStyle = colour;
      ctx.fill();
      ctx.globalAlpha = 1;
    }
    ctx.fillStyle = hollow ? ink("paper") : colour;
    ctx.strokeStyle = hollow ? colour : ink("paper");
    ctx.lineWidth = hollow ? 2.4 : 1.6;
    ctx.lineJoin = "round";
    if (scene.isReference(id)) ctx.setLineDash([4, 2.5]);
    if (!hollow) ctx.stroke(shape(id));
    ctx.fill(shape(id));
    if (hollow) ctx.stroke(shape(id));
    ctx.restore();
  }

  function pill(ctx, id, box, { chosen }) {
    const colour = ink(scene.kindOf(id));
    const facet = scene.kindOf(id) === "facet";
    ctx.beginPath();
    ctx.roundRect(box.left, box.top, box.right - box.left, box.bottom - box.top, facet ? 3 : (box.bottom - box.top) / 2);
    ctx.fillStyle = ink(facet ? "rule" : "paper");
    ctx.fill();
    ctx.lineWidth = chosen ? 2.5 : 1.25;
    ctx.strokeStyle = colour;
    if (chosen || !facet) ctx.stroke();
    ctx.fillStyle = colour;
  }

  function words(ctx, box) {
    const { label } = box;
    const middle = (box.left + box.right) / 2;
    let y = (box.top + box.bottom) / 2 - label.height / 2 + label.step / 2;
    ctx.font = labels.fontOf(label.style);
    for (const line of label.lines) {
      if (box.halo) ctx.strokeText(line, middle, y);
      ctx.fillText(line, middle, y);
      y += label.step;
    }
    if (label.note) {
      ctx.font = labels.fontOf({ ...label.style, size: label.style.size * 0.75, weight: 400 });
      ctx.fillStyle = ink("quiet");
      if (box.halo) ctx.strokeText(label.note, middle, y - label.step * 0.08);
      ctx.fillText(label.note, middle, y - label.step * 0.08);
    }
  }

  // Draws the labels that were placed; the canvas must count in pixels of the screen.
  function label(ctx, id, box, state) {
    ctx.save();
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    const isPill = scene.lookOf(id).pill;
    if (isPill) pill(ctx, id, box, state);
    else {
      ctx.strokeStyle = ink("paper");
      ctx.lineWidth = 3.5;
      ctx.fillStyle = scene.kindOf(id) === "case" ? ink("case") : ink("ink");
    }
    words(ctx, { ...box, halo: !isPill });
    ctx.restore();
  }

  readColours();
  return { ink, label, mark, readColours };
})();
