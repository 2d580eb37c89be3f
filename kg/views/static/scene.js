"use strict";

// What the page shows, read from its data block: nodes, their ties, and texts in the language chosen.
const scene = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const ids = data.nodes.map(([id]) => id);
  const details = new Map(data.nodes.map(([id, , , detail]) => [id, detail]));
  const spots = data.nodes.map(([id, x, y]) => ({ id, x, y }));
  const ties = new Map(ids.map((id) => [id, []]));
  const lines = [];
  for (const [from, relation, to, drawn, basis, passage] of data.ties) {
    const [origin, target] = [ids[from], ids[to]];
    ties.get(origin).push({ relation, way: "out", other: target, basis, passage });
    ties.get(target).push({ relation, way: "in", other: origin, basis, passage });
    if (drawn) lines.push({ from: origin, to: target, relation, strong: drawn === 2 });
  }

  const STATEMENTS = ["problem", "cause", "countermeasure", "achievement"];
  const HUBS = new Set(["case", "theme", "facet"]);
  let language = data.language;

  const looks = new Map(Object.entries(data.kinds));
  const kindOf = (id) => details.get(id).kind;
  const lookOf = (id) => looks.get(kindOf(id)) ?? looks.get("other");
  const isHub = (id) => HUBS.has(kindOf(id));
  const says = (id) => STATEMENTS.includes(kindOf(id));

  function label(id) {
    const detail = details.get(id);
    return detail.labels?.[language] ?? detail.label;
  }

  function has(name) {
    return Object.hasOwn(data.strings[language], name) || Object.hasOwn(data.strings[language], `${name}.other`);
  }

  function say(name, values = {}) {
    const texts = data.strings[language];
    const one = Number(values.n) === 1 ? texts[`${name}.one`] : undefined;
    const text = one ?? texts[`${name}.other`] ?? texts[name] ?? name;
    return text.replace(/\{(\w+)\}/g, (whole, key) => (Object.hasOwn(values, key) ? String(values[key]) : whole));
  }

  // Ids end in a code that counts by kind in the order of the text: p2 comes before p10.
  const byCode = new Intl.Collator("en", { numeric: true }).compare;

  function others(id, relation, way) {
    const found = ties.get(id).filter((tie) => tie.relation === relation && tie.way === way);
    return [...new Set(found.map((tie) => tie.other))].sort(byCode);
  }

  // What stays lit when a node is chosen. A statement joins its case and its theme, so it never stands without them.
  function around(id) {
    const lit = new Set([id]);
    for (const { other } of ties.get(id)) {
      lit.add(other);
      if (!says(other) || says(id)) continue;
      const anchors = others(other, "aboutCase", "out").length ? ["aboutCase", "hasTheme"] : ["madeBy", "hasTheme"];
      for (const anchor of anchors) others(other, anchor, "out").forEach((hub) => lit.add(hub));
    }
    return lit;
  }

  // What lies within so many steps of any of `roots`.
  function within(roots, steps) {
    const found = new Set(roots);
    let edge = roots;
    for (let step = 0; step < steps; step += 1) {
      edge = edge.flatMap((id) => [...around(id)]).filter((id) => !found.has(id) && found.add(id));
    }
    return found;
  }

  // A theme with what is said of it, and the cases and studies of which it is said.
  function about(theme) {
    const said = others(theme, "hasTheme", "in");
    const whose = said.flatMap((id) => [...others(id, "aboutCase", "out"), ...others(id, "madeBy", "out")]);
    return new Set([theme, ...others(theme, "broader", "out"), ...said, ...whose]);
  }

  const cases = [...details.keys()].filter((id) => kindOf(id) === "case");
  const isOnlyCompared = (id) => !others(id, "examines", "in").length && others(id, "comparesWith", "in").length > 0;
  const references = new Set(cases.filter(isOnlyCompared));
  const isReference = (id) => references.has(id);
  const examined = cases.filter((id) => !isReference(id));

  // The cases examined in which a theme has problems.
  function troubled(theme) {
    const problems = others(theme, "hasTheme", "in").filter((id) => kindOf(id) === "problem");
    return new Set(problems.flatMap((id) => others(id, "aboutCase", "out")).filter((id) => !isReference(id)));
  }

  // The statements of one kind of a case or a study.
  function statementsOf(id, kind) {
    const relation = kindOf(id) === "case" ? "aboutCase" : "madeBy";
    return others(id, relation, "in").filter((other) => kindOf(other) === kind);
  }

  const reportsNoProblem = (id) => kindOf(id) === "case" && !isReference(id) && !statementsOf(id, "problem").length;

  return {
    STATEMENTS, about, around, details, examined, has, inks: data.inks, isHub, isReference, kindOf, label, lines, lookOf,
    others, reportsNoProblem, say, says, spots, statementsOf, ties, troubled, within,
    get language() { return language; },
    set language(chosen) { language = chosen; },
    get languages() { return Object.keys(data.strings); },
  };
})();
