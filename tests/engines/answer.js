// Answers the queries of a JSON object on standard input with Comunica: `node answer.js GRAPH.ttl < queries.json`.
// Prints an object with a row list for each name, or the words of the error. A row lists the values by variable.
// `package.json` holds undici back, since the release that Comunica asks for does not start on Node 20.
import { readFileSync } from "node:fs";
import { QueryEngine } from "@comunica/query-sparql";
import { Parser, Store } from "n3";

const store = new Store(new Parser({ format: "Turtle" }).parse(readFileSync(process.argv[2], "utf8")));
const engine = new QueryEngine();
const answers = {};

// Milliseconds that a question may take.
const PATIENCE = 60_000;

async function collect(stream) {
  const timer = setTimeout(() => stream.destroy(new Error(`not done in ${PATIENCE / 1000} s`)), PATIENCE);
  try {
    return await stream.toArray();
  } finally {
    clearTimeout(timer);
  }
}

async function answer(sparql) {
  const result = await engine.query(sparql, { sources: [store] });
  const found = await collect(await result.execute());
  if (result.resultType === "quads") {
    return found.map(({ subject, predicate, object }) => ({
      subject: subject.value,
      predicate: predicate.value,
      object: object.value,
    }));
  }
  return found.map((row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])));
}

for (const [name, sparql] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  try {
    answers[name] = await answer(sparql);
  } catch (error) {
    answers[name] = String(error.message);
  }
}
process.stdout.write(JSON.stringify(answers), () => process.exit());
