// The data of the page: unpacked once, then read by everything else.

let D = null;

async function unpack() {
  const packed = document.getElementById("data").textContent;
  if (typeof DecompressionStream === "undefined") {
    throw new Error("this browser is too old to unpack the data (it lacks DecompressionStream)");
  }
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

function prepare(data) {
  const { documents, sentences, entities } = data;
  const count = sentences.text.length;
  sentences.id = new Int32Array(count);
  sentences.document = new Int32Array(count);
  sentences.row = new Map();
  const heading = new Set(sentences.heading);
  let number = -1;
  let document_ = 0;
  for (let i = 0; i < count; i++) {
    number += sentences.number[i];
    while (document_ + 1 < documents.first.length && documents.first[document_ + 1] <= number) document_++;
    sentences.id[i] = number;
    sentences.document[i] = document_;
    sentences.row.set(number, i);
  }
  sentences.isHeading = (i) => heading.has(i);
  entities.row = new Map(entities.id.map((id, i) => [id, i]));
  entities.naming = entities.id.map(() => []);
  sentences.names.forEach((marks, i) => {
    let before = -1;
    const seen = marks.length > 3 ? new Set() : null;
    for (let m = 2; m < marks.length; m += 3) {
      if (seen ? !seen.has(marks[m]) : marks[m] !== before) entities.naming[marks[m]].push(i);
      before = marks[m];
      if (seen) seen.add(marks[m]);
    }
  });
  documents.row = new Map(documents.id.map((id, i) => [id, i]));
  documents.label = documents.title.map((title, i) => title || fileName(documents.source[i]));
  return data;
}

const fileName = (source) => source.split(/[\\/]/).pop() || source;
const STANCE = { "+": "optimistic", "-": "cautionary", 0: "neutral" };
const stanceOf = (i) => STANCE[D.sentences.stance[i]];

// Text as it is compared: either script, any case.
const folded = [];
function fold(text) {
  let out = "";
  for (const character of text) out += D.folding[character] || character;
  return out.toLowerCase();
}
const foldedText = (i) => (folded[i] ??= fold(D.sentences.text[i]));

const thousands = (n) => n.toLocaleString("en-US");
const counting = (n, thing) => `${thousands(n)} ${thing}${n === 1 ? "" : "s"}`;
const signed = (n) => (Math.abs(n) < 0.005 ? "" : n < 0 ? "−" : "+") + Math.abs(n).toFixed(2);
const languageOf = (d) => ({ hant: "zh-Hant", hans: "zh-Hans", none: "en" })[D.documents.script[d]] || "zh";

// An element; strings among the children become text, never markup.
function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((c) => c !== null && c !== undefined));
  return node;
}

function route(kind, given) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value);
  return `#${kind}?${query}`;
}
const find = (given) => route("find", given);

// A bar of three parts, each of which leads to its sentences among those `given` finds.
function split(plus, zero, minus, given) {
  const part = (name, stance, n) =>
    n
      ? element("a", {
          class: name, style: `flex:${n}`, href: find({ ...given, stance }), "data-count": n, tabindex: "-1",
          title: `${thousands(n)} ${stance}`, "aria-label": `${thousands(n)} ${stance}`,
        })
      : null;
  return element(
    "span",
    { class: "split", role: "group", "aria-label": `${plus} optimistic, ${zero} neutral, ${minus} cautionary` },
    part("minus", "cautionary", minus), part("zero", "neutral", zero), part("plus", "optimistic", plus),
  );
}

// The text of a sentence with names as links and figures marked.
function marked(i, here = new Set(), words = "") {
  const { text, names, figures } = D.sentences;
  const marks = [];
  for (let m = 0; m < names[i].length; m += 3) {
    if (names[i][m + 1]) marks.push([names[i][m], names[i][m + 1], names[i][m + 2]]);
  }
  for (let m = 0; m < figures[i].length; m += 2) if (figures[i][m + 1]) marks.push([figures[i][m], figures[i][m + 1], -1]);
  marks.sort((a, b) => a[0] - b[0]);
  const out = [];
  let at = 0;
  for (const [start, length, entity] of marks) {
    if (start < at) continue;
    out.push(...withWords(text[i].slice(at, start), words));
    const inner = text[i].slice(start, start + length);
    if (entity < 0) out.push(element("span", { class: "figure" }, withWords(inner, words)));
    else {
      const type = D.entities.type[entity];
      const title = `${D.entities.name[entity]}, ${type}`;
      const own = here.has(entity) ? " here" : "";
      out.push(element("a", { class: `name ${type}${own}`, href: find({ entity: D.entities.id[entity] }), title }, withWords(inner, words)));
    }
    at = start + length;
  }
  out.push(...withWords(text[i].slice(at), words));
  return out;
}

function withWords(text, words) {
  if (!words) return [text];
  const out = [];
  const plain = fold(text);
  if (plain.length !== text.length) return [text];
  let at = 0;
  for (let hit = plain.indexOf(words); hit >= 0; hit = plain.indexOf(words, at)) {
    out.push(text.slice(at, hit), element("mark", {}, text.slice(hit, hit + words.length)));
    at = hit + words.length;
  }
  out.push(text.slice(at));
  return out;
}
