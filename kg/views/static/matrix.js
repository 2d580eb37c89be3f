/* Filters, turns and opens the cells of a matrix or a gap map. Without it the page is whole: a cell leads to its words.
   What is chosen stands in the address (#role=problem&least=2), so that a view can be passed on. */
"use strict";

(() => {
  const table = document.getElementById("matrix");
  const form = document.querySelector(".controls");
  const panel = document.getElementById("panel");
  const status = form.querySelector("[role=status]");
  const silent = document.getElementById("silent");
  const controls = [...form.elements].filter((control) => control.name);
  const initial = new Map(controls.map((control) => [control.name, value(control)]));
  let opened = null;

  document.documentElement.classList.remove("still");

  function value(control) {
    return control.type === "checkbox" ? (control.checked ? "1" : "") : control.value;
  }

  function chosen(name) {
    return form.elements[name] ? value(form.elements[name]) : "";
  }

  /* -- The address ---------------------------------------------------------------------------------------------------- */

  function read() {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const control of controls) {
      const wanted = said.has(control.name) ? said.get(control.name) : initial.get(control.name);
      if (control.type === "checkbox") control.checked = wanted === "1";
      else control.value = [...control.options].some((option) => option.value === wanted) ? wanted : initial.get(control.name);
    }
    return said.get("cell");
  }

  function address() {
    const said = new URLSearchParams();
    for (const control of controls) if (value(control) !== initial.get(control.name)) said.set(control.name, value(control));
    if (opened) said.set("cell", opened);
    history.replaceState(null, "", said.size ? `#${said}` : location.pathname + location.search);
  }

  /* -- What is shown -------------------------------------------------------------------------------------------------- */

  function isHidden(head) {
    const about = head.dataset;
    if (about.standing === "comparator") return form.elements.comparators && !chosen("comparators");
    if (about.topic === undefined) return false;
    const role = chosen("role");
    const cases = Number(role ? head.getAttribute(`data-cases-${role}`) : about.cases);
    return Boolean(
      (chosen("facet") && about.facet !== chosen("facet")) ||
      (role && !about.roles.split(" ").includes(role)) ||
      cases < Number(chosen("least")) ||
      (chosen("gaps") && !about.gap));
  }

  function showRole(cell, role) {
    const marks = [...cell.querySelectorAll(".mark")];
    if (!marks.length) return;
    for (const mark of marks) mark.hidden = Boolean(role) && mark.dataset.kind !== role;
    const isSilent = marks.every((mark) => mark.hidden);
    const link = cell.querySelector("a");
    if (!link) {
      cell.querySelector(".all").hidden = Boolean(role) && !isSilent;
      return;
    }
    link.hidden = isSilent;
    cell.querySelector(".silent")?.remove();
    if (isSilent) cell.append(silent.content.cloneNode(true));
  }

  function turn() {
    const cells = [...table.rows].map((row) => [...row.cells]);
    const turned = cells[0].map((_, place) => cells.map((row) => row[place]));
    const rows = turned.map((row) => {
      const line = document.createElement("tr");
      line.append(...row);
      return line;
    });
    for (const [place, row] of turned.entries()) {
      for (const cell of row) if (cell.tagName === "TH") cell.scope = place ? "row" : "col";
    }
    table.tHead.replaceChildren(rows[0]);
    table.tBodies[0].replaceChildren(...rows.slice(1));
    table.dataset.turned = table.dataset.turned ? "" : "1";
  }

  function show() {
    if (form.elements.turned && chosen("turned") !== table.dataset.turned) turn();
    const role = chosen("role");
    const [head, ...rows] = table.rows;
    const columns = [...head.cells].map(isHidden);
    for (const row of table.rows) [...row.cells].forEach((cell, place) => { cell.hidden = columns[place]; });
    for (const row of rows) row.hidden = isHidden(row.cells[0]);
    for (const cell of table.querySelectorAll("td")) showRole(cell, role);
    const counted = (heads) => heads.filter((cell) => !cell.hidden && !cell.parentElement.hidden && cell.dataset.total === undefined);
    const shown = [counted(rows.map((row) => row.cells[0])), counted([...head.cells].slice(1))].map((heads) => heads.length);
    table.classList.toggle("crowded", !table.classList.contains("gaps") && shown[1] > 8);
    status.textContent = form.dataset.shown.replace("{rows}", shown[0]).replace("{columns}", shown[1]);
    showWords(role);
  }

  function showWords(role) {
    const hidden = new Set([...table.querySelectorAll("th")]
      .filter((head) => head.hidden || head.parentElement.hidden)
      .map((head) => head.dataset.topic ?? head.dataset.subject));
    for (const article of document.querySelectorAll("#words article")) {
      for (const said of article.querySelectorAll("li")) said.hidden = Boolean(role) && said.dataset.kind !== role;
      article.hidden = hidden.has(article.dataset.topic) || hidden.has(article.dataset.subject) ||
        !article.querySelector("li:not([hidden])");
    }
    for (const part of document.querySelectorAll("#words .subject")) part.hidden = !part.querySelector("article:not([hidden])");
  }

  /* -- The words of a cell -------------------------------------------------------------------------------------------- */

  function open(id) {
    const [words, cell] = ["w.", "c."].map((kind) => document.getElementById(kind + id));
    if (!words || !cell) return;
    close();
    const copy = words.cloneNode(true);
    copy.removeAttribute("id");
    copy.querySelector(".back")?.remove();
    if (!table.classList.contains("gaps")) {
      const subject = words.closest(".subject").querySelector("h3").cloneNode(true);
      copy.prepend(subject);
    }
    panel.lastElementChild.replaceChildren(copy);
    panel.hidden = false;
    panel.scrollTop = 0;
    cell.setAttribute("aria-current", "true");
    opened = id;
    panel.focus({ preventScroll: true });
  }

  function close() {
    if (!opened) return;
    const cell = document.getElementById(`c.${opened}`);
    cell.removeAttribute("aria-current");
    panel.hidden = true;
    opened = null;
    cell.focus({ preventScroll: true });
  }

  /* -- The keyboard --------------------------------------------------------------------------------------------------- */

  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  /** The next cell with words in a direction; those without are passed over. */
  function next(link, [down, right]) {
    const cell = link.closest("td");
    let [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    for (;;) {
      row += down;
      column += right;
      const there = table.rows[row]?.cells[column];
      if (!there) return null;
      const found = there.querySelector("a:not([hidden])");
      if (found && !there.hidden && !there.parentElement.hidden) return found;
    }
  }

  table.addEventListener("click", (event) => {
    const link = event.target.closest("td a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.id.slice(2);
    if (opened === id) close();
    else open(id);
    address();
  });
  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("td a");
    if (!link || !STEPS[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    next(link, STEPS[event.key])?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) { close(); address(); }
  });
  document.getElementById("close").addEventListener("click", () => { close(); address(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => { close(); show(); address(); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const control of controls) {
      if (control.type === "checkbox") control.checked = initial.get(control.name) === "1";
      else control.value = initial.get(control.name);
    }
    close();
    show();
    address();
  });
  addEventListener("hashchange", () => { if (location.hash.includes("=")) start(); });

  function start() {
    const cell = read();
    show();
    if (cell) open(cell);
  }
  start();
})();
