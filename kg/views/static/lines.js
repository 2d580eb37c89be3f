"use strict";

// Which lines are drawn between the marks, how strong each is, and the drawing of them: a stroke for all that look alike.
const lines = (() => {
  // The more lines there are, the fainter each, so that the marks stay above them.
  const CALM = Math.min(0.42, Math.max(0.12, 6 / Math.sqrt(scene.lines.length)));
  const HEAD = 8;
  // A stroke takes the longer the more lines it holds that cross, so it is given no more than this.
  const MOST = 60;

  // The looks of lines, each with its lines: `seen` says whether a node is shown, `lit` are the nodes that stand out.
  function sorted(seen, lit) {
    const looks = new Map();
    for (const line of scene.lines) {
      if (!seen(line.from) || !seen(line.to)) continue;
      const look = lookOf(line, lit);
      const key = JSON.stringify(look);
      if (!looks.has(key)) looks.set(key, { ...look, lines: [] });
      looks.get(key).lines.push(line);
    }
    return [...looks.values()].sort((one, two) => one.opacity - two.opacity);
  }

  function lookOf({ from, to, relation, strong }, lit) {
    const ink = scene.inks[relation];
    if (lit !== null && !(lit.has(from) && lit.has(to))) return { ink, strong, opacity: 0.05, width: strong ? 1.5 : 1 };
    if (lit !== null) return { ink, strong, opacity: strong ? 0.95 : 0.75, width: strong ? 2 : 1.3 };
    return { ink, strong, opacity: strong ? 0.6 : CALM, width: strong ? 1.5 : 1 };
  }

  // Where an arrow ends: at the rim of its mark, `gap` pixels before the middle.
  function tip(from, to, gap) {
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [right, down] = [(to.x - from.x) / length, (to.y - from.y) / length];
    return { x: to.x - right * gap, y: to.y - down * gap, right, down };
  }

  // The corners of an arrow's head.
  function head({ x, y, right, down }, size) {
    const [backX, backY] = [x - right * size, y - down * size];
    const half = size * 0.42;
    return [[x, y], [backX - down * half, backY + right * half], [backX + down * half, backY - right * half]];
  }

  // Draws lines that were sorted; `unit` is the length of a pixel of the screen, `gapOf` the room of a mark in pixels.
  function draw(ctx, looks, { spots, unit, gapOf }) {
    ctx.save();
    for (const { ink, opacity, width, strong, lines: alike } of looks) {
      ctx.globalAlpha = opacity;
      ctx.lineWidth = width * unit;
      ctx.strokeStyle = paint.ink(ink);
      ctx.fillStyle = paint.ink(ink);
      for (let start = 0; start < alike.length; start += MOST) stroke(ctx, alike.slice(start, start + MOST), spots);
      if (strong) alike.forEach(({ from, to }) => arrow(ctx, head(tip(spots.get(from), spots.get(to), gapOf(to) * unit), HEAD * unit)));
    }
    ctx.restore();
  }

  function stroke(ctx, alike, spots) {
    ctx.beginPath();
    for (const { from, to } of alike) {
      const [start, end] = [spots.get(from), spots.get(to)];
      ctx.moveTo(start.x, start.y);
      ctx.lineTo(end.x, end.y);
    }
    ctx.stroke();
  }

  function arrow(ctx, corners) {
    ctx.beginPath();
    corners.forEach(([x, y]) => ctx.lineTo(x, y));
    ctx.fill();
  }

  return { HEAD, draw, head, sorted, tip };
})();
