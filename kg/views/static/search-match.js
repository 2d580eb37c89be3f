"use strict";

// Finds records by words, in English and Chinese. Texts are kept as the numbers of their words, in their order, and a
// query reads all of them: that takes milliseconds for ten thousand studies, while an index of postings takes ten
// seconds to make and more memory than a small machine has.
const matching = (() => {
  const EXACT = 4;
  const SAME_STEM = 3;
  const BEGINS = 2;
  const BY_THEME = 1;
  const PHRASE = 3;
  const WHOLE = 8;
  const SHORTEST_STEM = 3;
  const SHORTEST_MISSPELT = 4;

  const PLAIN = /^[\x00-\x7f]*$/;
  const fold = (text) => (PLAIN.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();

  // In folded text, by UTF-16 code: what makes up a word, and what is a sign that is a word of its own.
  const isLetter = (code) => (code > 96 && code < 123) || (code > 47 && code < 58) || (code > 0xbf && code < 0x2000);
  const isSign = (code) =>
    (code > 0x2e7f && code < 0xfe00 && !(code > 0x2fff && code < 0x3040) && !(code > 0xdbff && code < 0xf900)) ||
    (code > 0xd7ff && code < 0xdc00);

  // Call `each` with the start and end of every word of a folded text.
  function eachWord(text, each) {
    for (let at = 0; at < text.length; ) {
      const start = at;
      const code = text.charCodeAt(at);
      at += 1;
      if (isLetter(code)) {
        while (isLetter(text.charCodeAt(at))) at += 1;
        each(start, at);
      } else if (isSign(code)) {
        if (code > 0xd7ff && code < 0xdc00) at += 1; // the other half of the sign
        each(start, at);
      }
    }
  }

  // What is asked for: words, and runs of signs that must stand together.
  function termsOf(query) {
    const text = fold(query).replace(/['’]s(?![a-z])/gu, "");
    const terms = [];
    let before = -1;
    eachWord(text, (start, end) => {
      const word = text.slice(start, end);
      const signs = isSign(text.charCodeAt(start));
      const last = terms.at(-1);
      if (signs && last?.signs && before === start) last.words.push(word);
      else terms.push({ words: [word], signs });
      before = end;
    });
    const seen = new Set();
    return terms.filter(({ words }) => !seen.has(words.join("")) && seen.add(words.join("")));
  }

  // What the forms of an English word share: sharing, shared, share and shares are "shar".
  function stemOf(word) {
    let stem = word;
    if (stem.length > 4 && stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
    else if (/(?:s|x|z|ch|sh)es$/.test(stem)) stem = stem.slice(0, -2);
    else if (stem.length > 3 && /[^sui]s$/.test(stem)) stem = stem.slice(0, -1);
    if (stem.length > 5 && stem.endsWith("ing")) stem = stem.slice(0, -3);
    else if (stem.length > 4 && stem.endsWith("ed")) stem = stem.slice(0, -2);
    stem = stem.replace(/([bdgmnprt])\1$/, "$1");
    if (stem.length > SHORTEST_STEM) stem = stem.replace(/e$/, "").replace(/y$/, "i");
    return stem;
  }

  // How near a word of a text is to the word asked for, 0 where it is another.
  function rate(found, foundStem, word, stem) {
    if (found === word) return EXACT;
    if (word.length >= SHORTEST_STEM && foundStem === stem) return SAME_STEM;
    return word.length > 1 && found.startsWith(word) ? BEGINS : 0;
  }

  // Every word of the corpus has a number.
  class Vocabulary {
    words = [];
    stems = [];
    #numbers = new Map();

    number(word) {
      let number = this.#numbers.get(word);
      if (number === undefined) {
        number = this.words.length;
        this.#numbers.set(word, number);
        this.words.push(word);
        this.stems.push(stemOf(word));
      }
      return number;
    }

    known(word) {
      return this.#numbers.get(word) ?? -1;
    }

    rates(word) {
      const stem = stemOf(word);
      const rates = new Uint8Array(this.words.length);
      for (let number = 0; number < rates.length; number += 1)
        rates[number] = rate(this.words[number], this.stems[number], word, stem);
      return rates;
    }

    nearest(word) {
      if (word.length < SHORTEST_MISSPELT) return [];
      let best = word.length < 8 ? 1 : 2;
      let found = [];
      for (const other of this.words) {
        const far = distance(word, other, best);
        if (far > best) continue;
        if (far < best) found = [];
        best = far;
        found.push(other);
      }
      return found.slice(0, 3);
    }
  }

  // Texts as the numbers of their words; those of a text begin at its start.
  class Texts {
    constructor(texts, vocabulary) {
      this.size = texts.length;
      this.starts = new Uint32Array(this.size + 1);
      const numbers = [];
      texts.forEach((text, place) => {
        const folded = fold(text);
        eachWord(folded, (start, end) => numbers.push(vocabulary.number(folded.slice(start, end))));
        this.starts[place + 1] = numbers.length;
      });
      this.numbers = Uint32Array.from(numbers);
    }

    count(place) {
      return this.starts[place + 1] - this.starts[place];
    }

    // For each text, how near its nearest word is to that of the rates.
    marks(rates) {
      const { numbers, starts } = this;
      const marks = new Uint8Array(this.size);
      for (let place = 0, at = 0; place < this.size; place += 1) {
        let best = 0;
        for (const end = starts[place + 1]; at < end; at += 1) {
          const found = rates[numbers[at]];
          if (found > best) best = found;
        }
        marks[place] = best;
      }
      return marks;
    }

    // For each text, whether it has these words one after the other.
    marksTogether(wanted) {
      const { numbers, starts } = this;
      const marks = new Uint8Array(this.size);
      if (wanted.includes(-1)) return marks;
      let place = 0;
      for (let at = numbers.indexOf(wanted[0]); at >= 0; at = numbers.indexOf(wanted[0], at + 1)) {
        while (starts[place + 1] <= at) place += 1;
        if (at + wanted.length <= starts[place + 1] && wanted.every((number, by) => numbers[at + by] === number))
          marks[place] = EXACT;
      }
      return marks;
    }

    // Whether a text has these words one after the other; of no words there is nothing to tell.
    together(place, wanted) {
      const { numbers, starts } = this;
      const first = wanted[0];
      if (!wanted.length) return false;
      for (let at = starts[place], last = starts[place + 1] - wanted.length; at <= last; at += 1) {
        if (numbers[at] !== first) continue;
        let length = 1;
        while (length < wanted.length && numbers[at + length] === wanted[length]) length += 1;
        if (length === wanted.length) return true;
      }
      return false;
    }
  }

  // How many letters must be changed, added, left out or exchanged with their neighbour; above `most` it is no matter.
  const rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most || one.length > 40) return most + 1;
    let [before, last, now] = rows;
    for (let column = 0; column <= other.length; column += 1) last[column] = column;
    for (let row = 1; row <= one.length; row += 1) {
      now[0] = row;
      let least = row;
      const letter = one.charCodeAt(row - 1);
      for (let column = 1; column <= other.length; column += 1) {
        const same = letter === other.charCodeAt(column - 1);
        let cost = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
        if (row > 1 && column > 1 && letter === other.charCodeAt(column - 2) && one.charCodeAt(row - 2) === other.charCodeAt(column - 1))
          cost = Math.min(cost, before[column - 2] + 1);
        now[column] = cost;
        if (cost < least) least = cost;
      }
      if (least > most) return most + 1;
      [before, last, now] = [last, now, before];
    }
    return last[other.length];
  }

  // A run of signs in the words that a reader would see in it, or in pairs of signs where the browser cannot tell.
  function segmented(signs) {
    if (Intl.Segmenter) {
      const parts = new Intl.Segmenter("zh", { granularity: "word" }).segment(signs.join(""));
      const words = [...parts].map((part) => part.segment);
      if (words.length > 1) return words;
    }
    return signs.length > 2 ? signs.slice(1).map((sign, place) => signs[place] + sign) : signs;
  }

  const least = (one, other) => one.map((mark, place) => Math.min(mark, other[place]));
  const greatest = (one, other) => one.map((mark, place) => Math.max(mark, other[place]));

  class Corpus {
    #vocabulary = new Vocabulary();
    #parts = [];
    #themes;
    #names;

    // `themes` are the names of each theme, in every language; `names` are the kinds whose texts are names alone.
    constructor(themes, names) {
      this.#names = names;
      this.#themes = new Texts(themes.map((names) => names.join("\n")), this.#vocabulary);
    }

    // A part is its texts with, for each, its kind and the places of its themes.
    add(texts, kinds, themes) {
      const starts = Uint32Array.from({ length: themes.length + 1 });
      themes.forEach((places, place) => { starts[place + 1] = starts[place] + places.length; });
      this.#parts.push({
        texts: new Texts(texts, this.#vocabulary),
        kinds: Uint8Array.from(kinds),
        themes: Uint16Array.from(themes.flat()),
        starts,
      });
    }

    get size() {
      return this.#parts.reduce((sum, part) => sum + part.texts.size, 0);
    }

    // Give the keys of all records that have every word, the nearest first, with how many there are of each kind, the
    // words to show in them, and what was read instead of a word that no record has. `kinds` and `theme` keep only
    // such records; the numbers by kind are those before `kinds` is looked at.
    find(query, { kinds = null, theme = null } = {}) {
      const asked = termsOf(query).map((term) => this.#asked(term));
      const keys = new Float64Array(this.size);
      const byKind = new Map();
      const phrase = asked.length ? asked.flatMap((one) => one.words).map((word) => this.#vocabulary.known(word)) : [];
      let count = 0;
      this.#parts.forEach((part, number) => {
        const marked = asked.map(({ marks }) => marks[number]);
        for (let place = 0; place < part.texts.size; place += 1) {
          if (theme !== null && !this.#isAbout(part, place, theme)) continue;
          let near = this.#nearness(part, place, asked, marked);
          if (near === 0) continue;
          const kind = part.kinds[place];
          byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
          if (kinds && !kinds.has(kind)) continue;
          const length = Math.min(part.texts.count(place), 255);
          if (phrase.length === 1 ? (length === 1 || this.#names.has(kind)) && near >= EXACT : part.texts.together(place, phrase))
            near += length === phrase.length || this.#names.has(kind) ? WHOLE : PHRASE;
          keys[count] = (near * 256 + 255 - length) * 2 ** 32 + (4095 - number) * 2 ** 20 + (2 ** 20 - 1 - place);
          count += 1;
        }
      });
      return {
        keys: keys.subarray(0, count).sort().reverse(),
        byKind,
        words: asked.flatMap(({ instead, words }) => (instead.length ? instead : [words.join("")])),
        instead: asked.filter(({ instead }) => instead.length).map(({ words, instead }) => [words.join(""), instead]),
      };
    }

    // The part in which a record with such a key lies, and its place there.
    static place(key) {
      const rest = key % 2 ** 32;
      return [4095 - Math.floor(rest / 2 ** 20), 2 ** 20 - 1 - (rest % 2 ** 20)];
    }

    #isAbout(part, place, theme) {
      return part.themes.subarray(part.starts[place], part.starts[place + 1]).includes(theme);
    }

    #nearness(part, place, asked, marked) {
      let sum = asked.length ? 0 : 1;
      for (let term = 0; term < asked.length; term += 1) {
        let mark = marked[term][place];
        for (let at = part.starts[place]; !mark && at < part.starts[place + 1]; at += 1)
          if (asked[term].themes[part.themes[at]]) mark = BY_THEME;
        if (!mark) return 0;
        sum += mark;
      }
      return sum;
    }

    // A term with its marks; where nothing has it, the marks of what was probably meant.
    #asked({ words, signs }) {
      const found = this.#marked(this.#matcher(words, signs));
      if (found.any) return { words, instead: [], ...found };
      const instead = signs ? segmented(words) : this.#vocabulary.nearest(words[0]);
      if (!instead.length) return { words, instead, ...found };
      const each = instead.map((word) => this.#matcher(signs ? Array.from(word) : [word], signs));
      const join = signs ? least : greatest;
      const meant = this.#marked((texts) => each.map((marksOf) => marksOf(texts)).reduce(join));
      return meant.any ? { words, instead, ...meant } : { words, instead: [], ...found };
    }

    // What gives the marks of texts for a word, or for a run of signs.
    #matcher(words, signs) {
      if (signs) {
        const wanted = words.map((word) => this.#vocabulary.known(word));
        return (texts) => texts.marksTogether(wanted);
      }
      const rates = this.#vocabulary.rates(words[0]);
      return (texts) => texts.marks(rates);
    }

    #marked(marksOf) {
      const themes = marksOf(this.#themes);
      const marks = this.#parts.map((part) => marksOf(part.texts));
      return { themes, marks, any: [themes, ...marks].some((some) => some.some((mark) => mark)) };
    }
  }

  // The stretches of a text as written that the words meet, as [start, end], sorted and apart.
  function hits(text, words) {
    const { folded, places } = traced(text);
    const found = [];
    for (const { words: wanted, signs } of words.flatMap(termsOf)) {
      if (signs) {
        const run = wanted.join("");
        for (let at = folded.indexOf(run); at >= 0; at = folded.indexOf(run, at + 1)) found.push([at, at + run.length]);
      } else {
        const stem = stemOf(wanted[0]);
        eachWord(folded, (start, end) => {
          const word = folded.slice(start, end);
          if (rate(word, stemOf(word), wanted[0], stem)) found.push([start, end]);
        });
      }
    }
    return apart(found.map(([start, end]) => [places[start], places[end]]));
  }

  // The folded text, and where each of its codes stands in the text as written.
  function traced(text) {
    let folded = "";
    const places = [];
    let at = 0;
    for (const sign of text) {
      const part = fold(sign);
      for (let count = 0; count < part.length; count += 1) places.push(at);
      folded += part;
      at += sign.length;
    }
    return { folded, places: [...places, at] };
  }

  function apart(stretches) {
    const kept = [];
    for (const [start, end] of stretches.sort((one, other) => one[0] - other[0])) {
      const last = kept.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else if (start < end) kept.push([start, end]);
    }
    return kept;
  }

  return { Corpus, hits };
})();
