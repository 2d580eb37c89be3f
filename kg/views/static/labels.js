"use strict";

// Which labels are shown, and where: as on a map, the more important first, none over another, more the nearer one looks.
const labels = (() => {
  const SANS = getComputedStyle(document.documentElement).getPropertyValue("--sans");
  const STYLES = {
    case: { size: 15, weight: 650, width: 190, lines: 2 },
    theme: { size: 12.5, weight: 550, width: 210, lines: 1 },
    facet: { size: 11.5, weight: 450, width: 200, lines: 1 },
    plain: { size: 11, weight: 400, width: 138, lines: 2 },
  };
  const CELL = 64;
  const measured = new Map();

  // On a small screen the letters are a little smaller.
  const narrow = matchMedia("(max-width: 599px)");
  const small = (style) => ({ ...style, size: style.size * 0.88, width: style.width * 0.68 });
  const styleOf = (id) => {
    const style = STYLES[scene.kindOf(id)] ?? STYLES.plain;
    return narrow.matches ? small(style) : style;
  };
  const fontOf = (style) => `${style.weight} ${style.size}px ${SANS}`;

  // The words of a text that may part: at spaces, and after every character where a script writes without them.
  const PART = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+\s*|\s+/gu;
  const parts = (text) => text.match(PART) ?? [];

  function shorten(ctx, text, width) {
    if (ctx.measureText(text).width <= width) return text;
    const signs = Array.from(text);
    let low = 1;
    let high = signs.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (ctx.measureText(`${signs.slice(0, middle).join("").trimEnd()}…`).width <= width) low = middle;
      else high = middle - 1;
    }
    return `${signs.slice(0, low).join("").trimEnd()}…`;
  }

  function wrap(ctx, text, style) {
    const lines = [""];
    for (const part of parts(text)) {
      const last = lines.length - 1;
      if (lines.length > style.lines) lines[last] += part;
      else if (!lines[last] || ctx.measureText(`${lines[last]}${part}`.trimEnd()).width <= style.width) lines[last] += part;
      else lines.push(part);
    }
    const kept = lines.slice(0, style.lines).map((line) => line.trim());
    const rest = lines.slice(style.lines - 1).join("").trim();
    kept[kept.length - 1] = shorten(ctx, kept.length < style.lines ? kept[kept.length - 1] : rest, style.width);
    return kept;
  }

  // The lines of a node's label and the room they take on the screen.
  function measure(ctx, id) {
    const key = `${scene.language} ${narrow.matches} ${id}`;
    let found = measured.get(key);
    if (!found) {
      const style = styleOf(id);
      ctx.font = fontOf(style);
      const lines = wrap(ctx, scene.label(id), style);
      const note = scene.reportsNoProblem(id) ? `${scene.say("kinds.problem")}: ${scene.say("panel.not_reported")}` : "";
      const widths = lines.map((line) => ctx.measureText(line).width);
      const width = Math.max(...widths, note ? ctx.measureText(note).width * 0.75 : 0);
      const step = style.size * 1.22;
      found = { lines, note, style, step, width, height: step * (lines.length + (note ? 0.85 : 0)) };
      measured.set(key, found);
    }
    return found;
  }

  function grid() {
    const cells = new Map();
    const each = (box, use) => {
      for (let x = Math.floor(box.left / CELL); x <= Math.floor(box.right / CELL); x += 1) {
        for (let y = Math.floor(box.top / CELL); y <= Math.floor(box.bottom / CELL); y += 1) {
          if (use(`${x} ${y}`)) return true;
        }
      }
      return false;
    };
    return {
      add: (box) => each(box, (cell) => {
        if (!cells.has(cell)) cells.set(cell, []);
        cells.get(cell).push(box);
        return false;
      }),
      meets: (box, own) => each(box, (cell) => (cells.get(cell) ?? []).some((other) => other.id !== own
        && other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom)),
    };
  }

  const boxOf = (id, x, y, width, height) => (
    { id, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 }
  );

  // The places a label may take at its mark, the best first: a pill over it, other labels around it, and rather towards
  // the middle of the drawing than out of it.
  function places(spot, label) {
    const { id, x, y, size } = spot;
    const inwards = x > 0 ? -1 : 1;
    if (scene.lookOf(id).pill) {
      const [width, height] = [label.width + 18, label.height + 8];
      const [aside, away] = [width / 2 - size - 2, height / 2 + size + 2];
      return [[0, 0], [aside * inwards, 0], [0, away], [0, -away], [-aside * inwards, 0]]
        .map(([right, down]) => boxOf(id, x + right, y + down, width, height));
    }
    const below = size + 3 + label.height / 2;
    const beside = (size + 5 + label.width / 2) * inwards;
    return [[0, below], [0, -below], [beside, 0], [-beside, 0]]
      .map(([right, down]) => boxOf(id, x + right, y + down, label.width + 4, label.height + 2));
  }

  function within(limits, box) {
    if (!limits) return box;
    const by = Math.max(0, limits.left - box.left) - Math.max(0, box.right - limits.right);
    return { ...box, left: box.left + by, right: box.right + by };
  }

  const outwards = (spot, box) => (spot.x > 0 ? box.left > spot.x : box.right < spot.x);

  // Places the labels of `spots` (id, x and y on the screen, size, rank, named, hub), and returns their boxes by id,
  // counted from their node. The label of a hub may cover marks rather than be left out, and a pill always may. Labels
  // keep between the `limits` (left and right on the screen), where there are any.
  function place(ctx, spots, limits) {
    const marks = grid();
    const taken = grid();
    const placed = new Map();
    spots.forEach(({ id, x, y, size, hub }) => (hub ? taken : marks).add(boxOf(id, x, y, size * 2, size * 2)));
    for (const spot of spots.filter(({ named }) => named).sort((one, two) => two.rank - one.rank)) {
      const label = measure(ctx, spot.id);
      const open = places(spot, label).map((box) => within(limits, box)).filter((box) => !taken.meets(box, spot.id));
      const clear = open.find((box) => !marks.meets(box, spot.id) && !(spot.hub && outwards(spot, box)));
      const free = scene.lookOf(spot.id).pill ? open[0] : clear ?? (spot.hub ? open[0] : undefined);
      if (!free) continue;
      taken.add(free);
      const { x, y } = spot;
      placed.set(spot.id, { label, left: free.left - x, right: free.right - x, top: free.top - y, bottom: free.bottom - y });
    }
    return placed;
  }

  return { SANS, fontOf, measure, place };
})();
