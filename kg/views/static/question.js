"use strict";

// Puts the values of the address, or those that a visitor types, into the query and the command of a question's page.
(() => {
  const FORMS = {
    integer: /^[+-]?[0-9]{1,18}$/,
    decimal: /^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$/,
    boolean: /^(true|false)$/,
    iri: /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/,
    string: /^[^\0]*$/u,
  };
  const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

  const terms = [...document.querySelectorAll(".term")];
  const made = new Map(terms.map((term) => [term.name, term.value]));

  const encoded = (sign) => [...new TextEncoder().encode(sign)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");

  // A value as SPARQL writes it, so that nothing of it can be read as anything else.
  function literal(type, value) {
    if (type === "string") return `"${value.replace(/[\\"\n\r\t]/g, (sign) => ESCAPES[sign])}"`;
    return type === "iri" ? `<${value.replace(/[\0-\x20<>"{}|\\^`]/g, encoded)}>` : value;
  }

  // A value as a shell takes it for one word.
  const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`);

  function put(place, name, text) {
    for (const slot of document.querySelectorAll(`#${place} [data-parameter="${CSS.escape(name)}"]`)) slot.textContent = text;
  }

  function fill() {
    for (const term of terms) {
      const { name, value, dataset } = term;
      const fits = FORMS[dataset.type].test(value);
      term.setAttribute("aria-invalid", String(!fits));
      if (!fits) continue;
      put("query", name, literal(dataset.type, value));
      put("command", name, value === dataset.default ? "" : ` ${quoted(`${name}=${value}`)}`);
    }
    document.getElementById("others").hidden = terms.every((term) => term.value === made.get(term.name));
  }

  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const term of terms) {
      const value = given.get(term.name) ?? made.get(term.name);
      if (term.tagName !== "SELECT" || [...term.options].some((option) => option.value === value)) term.value = value;
    }
    fill();
  }

  function writeAddress() {
    const given = new URLSearchParams();
    for (const { name, value } of terms) if (value !== made.get(name)) given.set(name, value);
    history.replaceState(null, "", `#${given}`);
  }

  async function copy(button) {
    const text = document.getElementById(button.dataset.copies).textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      select(button.dataset.copies); // the visitor may have refused: what is selected can be copied by hand
      return;
    }
    for (const [name, hidden] of [["before", true], ["after", false]]) button.querySelector(`.${name}`).hidden = hidden;
    setTimeout(() => {
      for (const [name, hidden] of [["before", false], ["after", true]]) button.querySelector(`.${name}`).hidden = hidden;
    }, 2000);
  }

  const select = (place) => getSelection().selectAllChildren(document.getElementById(place));

  for (const term of terms)
    term.addEventListener("input", () => {
      fill();
      writeAddress();
    });
  for (const button of document.querySelectorAll(".copy")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
  addEventListener("hashchange", readAddress);
  readAddress();
})();
