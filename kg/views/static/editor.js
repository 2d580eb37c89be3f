// Opens the query editor on this server's endpoint, with the named questions to begin from. Nothing is asked elsewhere.
"use strict";

const { questions, prefixes } = JSON.parse(document.getElementById("data").textContent);
const endpoint = `${location.origin}/sparql`;

// What the library would ask prefix.cc and Linked Open Vocabularies for is known here, or left out.
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.forkAutocompleter?.("prefixes", { name: "prefixes-here", get: () => Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`) });

const editor = new Yasgui(document.getElementById("editor"), {
  autofocus: true,
  corsProxy: undefined,
  copyEndpointOnNewTab: true,
  endpointCatalogueOptions: { getData: () => [{ endpoint }] },
  persistenceId: "smart-policing-kg",
  populateFromUrl: false,
  requestConfig: { endpoint, method: "POST" },
  yasqe: { resizeable: true, value: questions[0].query },
  yasr: { prefixes },
});

const chooser = document.getElementById("questions");
for (const [place, { name }] of questions.entries()) {
  chooser.add(new Option(name, String(place)));
}
chooser.addEventListener("change", () => {
  const { name, query } = questions[Number(chooser.value)] ?? {};
  if (query) {
    editor.addTab(true, { name, yasqe: { value: query } }, {});
  }
  chooser.value = "";
});
