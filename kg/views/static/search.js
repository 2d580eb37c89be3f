"use strict";

// The search page: reads the corpus part by part, and finds from the first part on. What was asked stands in the address.
// The parts are scripts that call `searching`, since a page that is opened from a folder may load nothing else.
const searching = (() => {
  const SHOWN = 50;
  const PAUSE = 120;
  const $ = (id) => document.getElementById(id);
  const NAMES = ["theme", "theory", "method", "technology"];
  const KINDS = [...document.querySelectorAll("#kinds input")].map((box) => box.value);

  const parts = [];
  let themes = [];
  let corpus = null;
  let total = 0;
  let found = null;
  let shown = 0;
  let waiting = 0;
  let telling = 0;

  const kindNumber = (kind) => KINDS.indexOf(kind);

  // -- What the scripts of the corpus hold -------------------------------------------------------------------------------

  function names({ themes: listed, facets, parts: count }) {
    themes = listed;
    total = count;
    const called = themes.map(({ labels, also }) => [...labels.map(([, label]) => label), ...also]);
    corpus = new matching.Corpus(called, new Set(NAMES.map(kindNumber)));
    fillThemes(facets);
    readAddress();
    load(0);
  }

  function part(number, { studies, named }) {
    const records = [
      ...named.map(([kind, page, labels, ...themes]) => ({ kind, page, labels, themes })),
      ...studies.flatMap(([stem, id, title, language, entries]) => {
        const study = { kind: "study", page: `studies/${stem}.html`, id, title, language, themes: [] };
        const records = entries.map((entry) => recordOf(study, entry));
        for (const record of records) record.about = records[record.about];
        return [study, ...records];
      }),
    ];
    parts[number] = records;
    corpus.add(records.map(wordsOf), records.map(({ kind }) => kindNumber(kind)), records.map((record) => record.themes));
    $("read").value = (number + 1) / total;
    say("read-so-far", $("reading"), { n: corpus.size });
    if (asked()) find();
    if (number + 1 < total) (self.requestIdleCallback ?? setTimeout)(() => load(number + 1));
    else finish();
  }

  // A case has a page of its own, a statement a place in its study's.
  function recordOf(study, [number, name, text, places, about]) {
    const kind = KINDS[number];
    return { kind, study, text, themes: places, about, page: kind === "case" ? `cases/${name}.html` : `${study.page}#${name}` };
  }

  // What of a record is looked through.
  function wordsOf({ kind, labels, text, title, id, themes: [place] }) {
    const also = kind === "theme" ? themes[place].also : [];
    if (labels) return [...labels.map(([, label]) => label), ...also].join("\n");
    return text ?? (title ? `${title}\n${id}` : id);
  }

  function load(number) {
    const script = document.createElement("script");
    script.src = `search/part-${String(number + 1).padStart(3, "0")}.js`;
    script.addEventListener("error", () => say("broken", $("reading")));
    document.head.append(script);
  }

  function finish() {
    $("progress").hidden = true;
    document.documentElement.dataset.searching = "ready";
    performance.mark("search-ready");
    if (asked()) find();
  }

  // -- What is asked -----------------------------------------------------------------------------------------------------

  const asked = () => $("q").value.trim() || $("theme").value;
  const chosen = () => [...document.querySelectorAll("#kinds input:checked")].map((box) => box.value);

  function readAddress() {
    const terms = new URLSearchParams(location.hash.slice(1));
    const kinds = (terms.get("kind") ?? "").split(",");
    $("q").value = terms.get("q") ?? "";
    $("theme").value = terms.get("theme") ?? "";
    if ($("theme").selectedIndex < 0) $("theme").value = "";
    for (const box of document.querySelectorAll("#kinds input")) box.checked = kinds.includes(box.value);
    find();
  }

  function writeAddress() {
    const terms = new URLSearchParams();
    for (const [name, value] of [["q", $("q").value.trim()], ["kind", chosen().join(",")], ["theme", $("theme").value]])
      if (value) terms.set(name, value);
    history.replaceState(null, "", `#${terms}`);
  }

  function ask() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      writeAddress();
      find();
    }, PAUSE);
  }

  // -- What is found -----------------------------------------------------------------------------------------------------

  function find() {
    if (!corpus) return;
    const kinds = chosen().map(kindNumber);
    const theme = themes.findIndex(({ name }) => name === $("theme").value);
    const start = performance.now();
    found = asked()
      ? corpus.find($("q").value, { kinds: kinds.length ? new Set(kinds) : null, theme: theme < 0 ? null : theme })
      : { keys: [], byKind: new Map(), words: [], instead: [] };
    performance.measure("search-query", { start, end: performance.now() });
    for (const slot of document.querySelectorAll("#kinds [data-count]"))
      slot.textContent = asked() ? (found.byKind.get(kindNumber(slot.dataset.count)) ?? 0).toLocaleString("en") : "";
    shown = 0;
    $("found").replaceChildren();
    showMore();
    tell();
  }

  function showMore() {
    const next = found.keys.slice(shown, shown + SHOWN);
    const items = Array.from(next, (key) => {
      const [number, place] = matching.Corpus.place(key);
      return itemOf(parts[number][place]);
    });
    shown += next.length;
    $("found").append(...items);
    $("more").hidden = shown >= found.keys.length;
  }

  // The number is said once the visitor has stopped typing.
  function tell() {
    clearTimeout(telling);
    telling = setTimeout(() => {
      const n = found.keys.length;
      const name = !asked() ? "ask" : n === 0 ? "none" : n === 1 ? "one" : n > SHOWN ? "first" : "many";
      say(name, $("tally"), { n, shown: Math.min(n, SHOWN) });
    }, 250);
    $("instead").replaceChildren(
      ...found.instead.map(([word, read]) => filled("read-instead", { word, read: read.join(" / ") })),
    );
  }

  function itemOf(record) {
    const item = $(`item-${record.kind}`).content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a.to");
    link.href = record.page;
    if (record.labels) link.append(...inLanguages(record.labels));
    else {
      link.append(...marked(record.text ?? record.title ?? record.id));
      item.querySelector(".words").lang = (record.study ?? record).language;
    }
    const meta = item.querySelector(".meta");
    for (const place of record.kind === "theme" ? [] : record.themes) meta.append(tied("theme", `themes/${themes[place].page}.html`, inLanguages(themes[place].labels)));
    if (record.about) meta.append(tied("case", record.about.page, [quoted(record.about.text, record.study)]));
    if (record.study) {
      const { id, title, page } = record.study;
      meta.append(tied("study", page, [quoted(title ?? id, title ? record.study : null)]));
    }
    return item;
  }

  // Words of a study in its own language; what is no study's is an identifier.
  function quoted(words, study) {
    const cited = document.createElement("cite");
    cited.append(words);
    if (study) cited.lang = study.language;
    else cited.className = "identifier";
    return cited;
  }

  function tied(kind, page, content) {
    const item = $(`tied-${kind}`).content.firstElementChild.cloneNode(true);
    const link = item.querySelector("a");
    link.href = page;
    link.append(...content);
    return item;
  }

  // The words of a text with those that were asked for marked; a text stays text, whatever it holds.
  function marked(text) {
    const pieces = [];
    let at = 0;
    for (const [start, end] of matching.hits(text, found?.words ?? [])) {
      const mark = document.createElement("mark");
      mark.append(text.slice(start, end));
      pieces.push(text.slice(at, start), mark);
      at = end;
    }
    return [...pieces, text.slice(at)];
  }

  // A name in every language of the page, of which the style sheet shows one.
  function inLanguages(labels) {
    return labels.map(([language, label]) => {
      const name = document.createElement(labels.length > 1 ? "span" : "bdi");
      name.lang = language;
      name.append(...marked(label));
      return name;
    });
  }

  // -- What the page says ------------------------------------------------------------------------------------------------

  function filled(name, values = {}) {
    const text = $(`say-${name}`).content.firstElementChild.cloneNode(true);
    for (const slot of text.querySelectorAll("[data-slot]")) {
      const value = values[slot.dataset.slot];
      slot.textContent = typeof value === "number" ? value.toLocaleString("en") : value;
    }
    return text;
  }

  const say = (name, place, values) => place.replaceChildren(filled(name, values));

  function fillThemes(facets) {
    for (const [labels, places] of facets) {
      const group = labels.length ? document.createElement("optgroup") : $("theme");
      if (labels.length) group.label = labels.map(([, label]) => label).join(" · ");
      for (const place of places) {
        const { name, labels: called } = themes[place];
        group.append(new Option(called.map(([, label]) => label).join(" · "), name));
      }
      if (labels.length) $("theme").append(group);
    }
  }

  // -- What the visitor does -----------------------------------------------------------------------------------------------

  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const links = [...document.querySelectorAll("#found a.to")];
    const here = links.indexOf(document.activeElement);
    if (here < 0 && by < 0) return;
    event.preventDefault();
    (links[here + by] ?? (here + by < 0 ? $("q") : document.activeElement)).focus();
  }

  function start() {
    $("seek").hidden = false;
    $("q").addEventListener("input", ask);
    $("q").addEventListener("keydown", step);
    $("found").addEventListener("keydown", step);
    $("kinds").addEventListener("change", ask);
    $("theme").addEventListener("change", ask);
    $("more").addEventListener("click", () => {
      const first = shown;
      showMore();
      document.querySelectorAll("#found a.to")[first]?.focus();
    });
    addEventListener("hashchange", readAddress);
    if (!location.hash) $("q").focus();
    const script = document.createElement("script");
    script.src = "search/names.js";
    script.addEventListener("error", () => say("broken", $("reading")));
    document.head.append(script);
  }

  start();
  return { names, part };
})();
