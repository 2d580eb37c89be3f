"use strict";

// The side panel: what a node is, the words it rests on, and what it is tied to. Every text is set as text.
const panel = (() => {
  const overview = document.getElementById("overview");
  const article = document.getElementById("detail");
  const GLYPH_BOX = "-12 -12 24 24";

  function make(name, { text, kind, lang, ...properties } = {}, ...children) {
    const element = document.createElement(name);
    Object.assign(element, properties);
    if (text !== undefined) element.textContent = text;
    if (kind) element.dataset.kind = kind;
    if (lang) element.lang = lang;
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function glyph(id) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", GLYPH_BOX);
    svg.setAttribute("class", scene.lookOf(id).hollow || scene.isReference(id) ? "glyph hollow" : "glyph");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", scene.lookOf(id).glyph);
    svg.append(path);
    return svg;
  }

  const link = (id, text = scene.label(id)) => make("a", { href: `#${id}`, kind: scene.kindOf(id), text });
  const languageOf = (id) => scene.details.get(scene.details.get(id).study ?? id)?.language;

  function quotation([before, words, after], id, kind = scene.kindOf(id)) {
    return make("blockquote", { kind, lang: languageOf(id) }, before, make("mark", { text: words }), after);
  }

  // A button that leads to a node, with a note under it: the case or the study that says it.
  function neighbour(id, { note = "", passage = null } = {}) {
    const button = make("button", { type: "button", className: "go", kind: scene.kindOf(id) }, glyph(id),
      make("span", { className: "name", text: scene.label(id) }),
      note ? make("span", { className: "count", text: note }) : null);
    button.dataset.go = id;
    return make("li", {}, button, passage);
  }

  const whose = (id) => {
    const cases = scene.others(id, "aboutCase", "out");
    return [...(cases.length ? cases : scene.others(id, "madeBy", "out"))].map(scene.label).join("; ");
  };

  function group(title, items, { empty = "" } = {}) {
    const heading = make("h3", { text: title }, items.length ? make("span", { className: "count", text: ` ${items.length}` }) : null);
    if (!items.length) return make("section", {}, make("p", { className: "silent" }, make("strong", { text: `${title}: ` }), empty));
    return make("section", {}, heading, make("ul", { className: "neighbours" }, ...items));
  }

  // -- The parts ---------------------------------------------------------------------------------------------------------

  function head(id) {
    const kind = scene.kindOf(id);
    const back = make("button", { type: "button", className: "back", text: scene.say("action.overview") });
    back.dataset.go = "";
    return [
      make("div", { className: "badge", kind }, glyph(id), make("span", { text: scene.say(`kind.${kind}`) }), back),
      make("h2", { tabIndex: -1, id: "detail-title", text: scene.label(id) }),
    ];
  }

  function facts(id) {
    const { facts: known = {}, status, confidence, study } = scene.details.get(id);
    const rows = [];
    const add = (name, ...content) => rows.push(make("dt", { text: scene.say(name) }), make("dd", {}, ...content));
    if (scene.kindOf(id) === "case") add("panel.role", scene.say(scene.isReference(id) ? "panel.reference" : "panel.subject"));
    if (study && scene.details.has(study)) add("panel.study", link(study), ...identified(study));
    if (known.identifier) add("panel.identifier", make("span", { className: "identifier", text: known.identifier }));
    if (known.issued) add("panel.issued", known.issued);
    if (scene.says(id)) addCase(id, add);
    if (status) add("panel.status", scene.has(`panel.${status}`) ? scene.say(`panel.${status}`) : status, sureness(confidence));
    return rows.length ? make("dl", {}, ...rows) : null;
  }

  function page(id) {
    const { page: address } = scene.details.get(id);
    return address ? make("p", {}, make("a", { href: address, className: "page", text: scene.say("action.page") })) : null;
  }

  function identified(study) {
    const { identifier } = scene.details.get(study).facts ?? {};
    return identifier && identifier !== scene.label(study) ? [make("span", { className: "identifier", text: identifier })] : [];
  }

  function addCase(id, add) {
    const cases = scene.others(id, "aboutCase", "out");
    if (cases.length) add("panel.case", ...cases.map((other) => link(other)));
    else add("panel.case", make("span", { className: "silent", text: scene.say("panel.no_case") }));
  }

  const sureness = (confidence) => (confidence === undefined ? null
    : make("span", { className: "count", text: ` · ${scene.say("panel.confidence", { value: confidence.toFixed(2) })}` }));

  function recurrence(id) {
    if (scene.kindOf(id) !== "theme") return null;
    return make("p", { className: "lead", text: scene.say("panel.recurs", { n: scene.troubled(id).size, of: scene.examined.length }) });
  }

  // The statements of a case, study or theme by kind. A case or study says of which kinds it reports none.
  function statements(id) {
    const isTheme = scene.kindOf(id) === "theme";
    const tied = isTheme ? scene.others(id, "hasTheme", "in") : null;
    return scene.STATEMENTS.map((kind) => {
      const found = isTheme ? tied.filter((other) => scene.kindOf(other) === kind) : scene.statementsOf(id, kind);
      if (isTheme && !found.length) return null;
      const items = found.map((other) => neighbour(other, { note: isTheme ? whose(other) : "" }));
      return group(scene.say(`kinds.${kind}`), items, { empty: scene.say("panel.not_reported") });
    });
  }

  const TOLD_ELSEWHERE = new Set(["aboutCase in", "madeBy in", "hasTheme in", "aboutCase out", "madeBy out", "caseOf out"]);

  function neighbours(id) {
    const groups = new Map();
    for (const { relation, way, other, basis, passage } of scene.ties.get(id)) {
      if (TOLD_ELSEWHERE.has(`${relation} ${way}`)) continue;
      const key = `${way}.${relation}`;
      if (!groups.has(key)) groups.set(key, new Map());
      const note = basis ? (scene.has(`panel.${basis}`) ? scene.say(`panel.${basis}`) : basis) : "";
      groups.get(key).set(other, { note, passage: grounds(id, other, way, passage) });
    }
    return [...groups].map(([key, found]) => {
      const title = scene.has(`tie.${key}`) ? scene.say(`tie.${key}`) : key.slice(key.indexOf(".") + 1);
      return group(title, [...found].map(([other, more]) => neighbour(other, more)));
    });
  }

  // The words that a tie rests on: those that make a link of two statements, or the sentence that names a concept.
  function grounds(id, other, way, passage) {
    if (!passage || (way === "out" && !scene.says(id))) return null;
    return quotation(scene.says(id) ? ["", passage[1], ""] : passage, other, scene.kindOf(id));
  }

  function abstract(id) {
    const pieces = scene.details.get(id).abstract;
    if (!pieces) return null;
    const text = make("p", { className: "abstract", lang: scene.details.get(id).language });
    for (const [words, mark] of pieces) {
      if (mark === null || !scene.details.has(mark)) text.append(words);
      else text.append(marked(words, mark));
    }
    return make("details", { className: "reading" }, make("summary", { text: scene.say("action.abstract") }),
      make("p", { className: "note", text: scene.say("panel.abstract_hint") }), text);
  }

  function marked(words, id) {
    const kind = scene.kindOf(id);
    return make("a", { href: `#${id}`, kind, title: scene.say(`kind.${kind}`) }, make("mark", { text: words }));
  }

  // -- Showing -----------------------------------------------------------------------------------------------------------

  function show(id, { focus = false } = {}) {
    overview.hidden = id !== null;
    article.hidden = id === null;
    if (id !== null) {
      const { passage } = scene.details.get(id);
      const holds = ["case", "study", "theme"].includes(scene.kindOf(id));
      const parts = [
        ...head(id),
        page(id),
        recurrence(id),
        passage ? make("section", {}, make("h3", { text: scene.say("panel.quote") }), quotation(passage, id)) : null,
        facts(id),
        abstract(id),
        ...(holds ? statements(id) : []),
        ...neighbours(id),
      ];
      article.replaceChildren(...parts.filter(Boolean));
      article.parentElement.scrollTop = 0;
    }
    article.parentElement.setAttribute("aria-labelledby", id === null ? "panel-title" : "detail-title");
    if (focus) document.getElementById(id === null ? "panel-title" : "detail-title").focus({ preventScroll: false });
  }

  return { glyph, make, show };
})();
