// What a page of the site does beyond showing itself: it speaks the reader's language, and shows what is known of a mark.
"use strict";

(() => {
  const LANGUAGES = ["en", "zh"];
  const KEY = "kg-language";
  const root = document.documentElement;
  const built = root.lang;

  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser may forbid it; the address still tells
    }
  };

  const keep = (language) => {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // the address still tells
    }
  };

  const asked = new URL(location.href).searchParams.get("lang");
  const wanted = [asked, kept(), built].find((language) => LANGUAGES.includes(language));
  root.lang = wanted;
  root.classList.add("scripted");

  // -- Language: in the document, in the address, and in the addresses it leads to ---------------------------------------

  const address = (href, language) => {
    const url = new URL(href);
    if (language === built) url.searchParams.delete("lang");
    else url.searchParams.set("lang", language);
    return url.href;
  };

  const speak = (language) => {
    root.lang = language;
    const heading = document.querySelector("h1");
    const site = document.querySelector(".brand");
    if (heading && site) document.title = [...new Set([heading.innerText, site.innerText])].join(" · ");
    try {
      history.replaceState(history.state, "", address(location.href, language));
    } catch {
      // some browsers keep the address of a file as it is
    }
  };

  const onFollow = (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
    if (new URL(link.href).protocol === location.protocol) link.href = address(link.href, root.lang);
  };

  const startLanguage = () => {
    for (const input of document.querySelectorAll('input[name="language"]')) {
      input.checked = input.value === root.lang;
      input.addEventListener("change", () => {
        keep(input.value);
        speak(input.value);
        document.dispatchEvent(new CustomEvent("language", { detail: input.value }));
      });
    }
    speak(root.lang);
    document.addEventListener("pointerdown", onFollow);
    document.addEventListener("click", onFollow);
  };

  // -- Marks: what is known of one stands beside the text while it is pointed at or its sign has the focus -----------------

  const startMarks = () => {
    const detail = document.getElementById("detail");
    const abstract = document.querySelector(".abstract");
    if (!detail || !abstract) return;

    const marks = [...abstract.querySelectorAll("mark[data-about]")];
    const around = (name) => marks.filter((mark) => mark.dataset.about === name);
    let shown = null;

    const kindOf = (entry) => {
      const line = document.createElement("p");
      line.className = "kind";
      const known = abstract.querySelector(`mark[data-kind="${entry.dataset.kind}"] .sign`);
      if (known) line.append(...[...known.querySelectorAll(".glyph, .unseen > span")].map((child) => child.cloneNode(true)));
      line.prepend(...line.querySelectorAll(".glyph"));
      return line;
    };

    const show = (name) => {
      if (name === shown) return;
      for (const mark of marks) mark.classList.remove("is-shown", "is-tied");
      shown = name;
      const entry = name && document.getElementById(`about-${name}`);
      detail.hidden = !entry;
      detail.replaceChildren();
      if (!name) return;
      for (const mark of around(name)) mark.classList.add("is-shown");
      if (!entry) return;
      detail.dataset.kind = entry.dataset.kind;
      detail.append(kindOf(entry), ...[...entry.children].map((child) => child.cloneNode(true)));
      for (const link of detail.querySelectorAll('dd a[href^="#"]')) {
        for (const mark of around(link.hash.slice(1))) mark.classList.add("is-tied");
      }
    };

    const nameAt = (target) => target.closest?.(".abstract mark[data-about]")?.dataset.about ?? null;
    const targeted = () => nameAt(document.getElementById(location.hash.slice(1)) ?? root);

    abstract.addEventListener("pointerover", (event) => show(nameAt(event.target) ?? targeted()));
    abstract.addEventListener("focusin", (event) => show(nameAt(event.target)));
    addEventListener("hashchange", () => show(targeted()));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") show(null);
    });
    show(targeted());
  };

  addEventListener("DOMContentLoaded", () => {
    startLanguage();
    startMarks();
  });
})();
