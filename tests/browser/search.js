// A corpus of made-up statements, `count` records of about seven words from a vocabulary of 20,000, and how long each
// query over it takes: its slowest part to add, and the middle of nine times for each query, in milliseconds.
(count) => {
  const QUERIES = ["word12", "word1 word2", "wrod77", "word", "数据", "word3 word4 word5"];
  const corpus = new matching.Corpus([["data sharing", "数据共享"]], new Set());
  let seed = 1;
  const next = (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  // As in a text, the first words of the vocabulary are by far the most frequent.
  const word = () => `word${Math.floor(20000 ** (next(1000) / 1000))}`;
  const added = [];
  for (let part = 0; part < count; part += 10000) {
    const texts = Array.from({ length: 10000 }, () => Array.from({ length: 7 }, word).join(" "));
    const start = performance.now();
    corpus.add(texts, texts.map((_, place) => place % 4), texts.map((_, place) => (place % 9 ? [] : [0])));
    added.push(performance.now() - start);
  }
  const middle = (query) => {
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now();
      corpus.find(query);
      return performance.now() - start;
    });
    return times.sort((one, other) => one - other)[4];
  };
  return {
    records: corpus.size,
    slowestPart: Math.max(...added),
    queries: QUERIES.map((query) => [query, corpus.find(query).keys.length, middle(query)]),
  };
}
