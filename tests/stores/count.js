// Prints how many distinct triples N3.js reads in a Turtle file.
import { createReadStream } from "node:fs";
import { StreamParser, Writer } from "n3";

const writer = new Writer({ format: "N-Triples" });
const triples = new Set();

createReadStream(process.argv[2], { encoding: "utf8" })
  .pipe(new StreamParser({ format: "Turtle" }))
  .on("data", (quad) => triples.add(writer.quadToString(quad.subject, quad.predicate, quad.object)))
  .on("end", () => console.log(triples.size))
  .on("error", (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
