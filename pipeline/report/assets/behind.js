// What is behind a number: sentences, documents, or removed passages.

// The rows of the kept sentences that fit, and what was asked for.
function matching(given) {
  const { documents, sentences, entities } = D;
  const wanted = ["entity", "with"].map((name) => given.get(name)).filter(Boolean);
  const rows = wanted.map((id) => entities.row.get(id));
  const document_ = given.has("document") ? documents.row.get(given.get("document")) : undefined;
  if (rows.includes(undefined) || (given.has("document") && document_ === undefined)) return [];
  let found;
  if (given.get("sentences") && document_ === undefined) {
    found = given.get("sentences").split(",").map((n) => sentences.row.get(Number(n))).filter((i) => i !== undefined);
  } else if (rows.length) found = entities.naming[rows[0]];
  else found = range(sentences.text.length);
  const other = rows.length > 1 ? new Set(entities.naming[rows[1]]) : null;
  const stance = { optimistic: "+", cautionary: "-", neutral: "0" }[given.get("stance")];
  const has = { name: sentences.names, figure: sentences.figures }[given.get("has")];
  const from = given.get("from");
  const to = given.get("to");
  const text = fold((given.get("text") || "").trim());
  return found.filter((i) => {
    const d = sentences.document[i];
    const date = documents.date[d];
    return (
      (document_ === undefined || d === document_) &&
      (!other || other.has(i)) &&
      (!stance || sentences.stance[i] === stance) &&
      (!has || has[i].length > 0) &&
      (!from || (date && date >= from)) &&
      (!to || (date && date <= to)) &&
      (!text || foldedText(i).includes(text))
    );
  });
}

function ordered(rows, order) {
  const { documents, sentences } = D;
  const date = (i) => documents.date[sentences.document[i]] || "";
  if (order === "strongest") return [...rows].sort((a, b) => Math.abs(sentences.score[b]) - Math.abs(sentences.score[a]) || a - b);
  const sign = order === "oldest" ? 1 : -1;
  return [...rows].sort((a, b) => sign * compare(date(a), date(b)) || a - b);
}

function showSentences(given) {
  const { entities, documents } = D;
  const rows = ["entity", "with"].map((name) => entities.row.get(given.get(name)));
  const document_ = documents.row.get(given.get("document"));
  const reading = document_ !== undefined;
  const here = new Set(rows.filter((e) => e !== undefined));
  fillFilters(given, rows[0]);
  const found = matching(given);
  const list_ = reading ? found : ordered(found, given.get("order"));
  const asked = expected(given, rows, document_);
  const in_ = new Set(found.map((i) => D.sentences.document[i])).size;
  const count = counting(found.length, "sentence") + (reading ? "" : ` in ${counting(in_, "document")}`);
  const partial = asked === null || asked > found.length;
  const beside = asked === null ? "of those that this page carries; the command counts all" : `${thousands(asked)} in the corpus, of which this page carries the clearest`;
  announce(titleOf(given, rows, document_), partial ? `${count}; ${beside}` : count, sentencesCommand(given), partial);
  about(given, rows, document_);
  const marks = new Set((given.get("sentences") || "").split(",").filter(Boolean).map(Number));
  const words_ = fold((given.get("text") || "").trim());
  list.className = reading ? "reading" : "";
  const first = reading && marks.size ? list_.findIndex((i) => marks.has(D.sentences.id[i])) : -1;
  pages(list_, (i) => item(i, { here, words: words_, reading, marked: reading && marks.has(D.sentences.id[i]) }), first);
}

// How many sentences the tables count, where the page may carry fewer; null where that is not known.
function expected(given, rows, document_) {
  if (D.sentences.text.length === D.total) return 0;
  const [e, o] = rows;
  const stance = given.get("stance") || "";
  const [from, to] = [given.get("from"), given.get("to")];
  if (given.get("text")) return null;
  if (given.get("sentences") && document_ === undefined) return given.get("sentences").split(",").length;
  if (document_ !== undefined) return e === undefined && !stance && !from && !to ? D.documents.sentences[document_] : null;
  if (given.get("has")) return e === undefined && !stance && !from && !to ? D.having[given.get("has")] : null;
  let counts = null;
  if (from || to) {
    const bucket = o === undefined ? D.timeline.buckets.findIndex(([first, last]) => first === from && last === to) : -1;
    if (bucket >= 0) counts = countsOver(e === undefined ? -1 : e)[bucket];
  } else if (o !== undefined) counts = (D.pairs.find((p) => p[0] === e && p[1] === o) || []).slice(3);
  else if (e !== undefined) counts = [D.entities.optimistic[e], neutral(e), D.entities.cautionary[e]];
  else counts = D.tone;
  if (!counts || !counts.length) return null;
  return stance ? counts[["optimistic", "neutral", "cautionary"].indexOf(stance)] : counts[0] + counts[1] + counts[2];
}

function titleOf(given, rows, document_) {
  const names = rows.filter((e) => e !== undefined).map((e) => D.entities.name[e]);
  const parts = names.length ? [names.join(" with ")] : [];
  if (document_ !== undefined) parts.unshift(D.documents.label[document_]);
  if (given.get("stance")) parts.push(given.get("stance"));
  if (given.get("has")) parts.push(`with a ${given.get("has")}`);
  if (given.get("from") || given.get("to")) parts.push([given.get("from"), given.get("to")].map((day) => day || "…").join(" – "));
  if (!parts.length) parts.push(given.get("sentences") ? "Behind the figure" : "Sentences");
  return parts.join(", ");
}

function about(given, rows, document_) {
  const place = document.getElementById("drawer-about");
  if (document_ !== undefined) {
    const { date, stance, source } = D.documents;
    const web = /^https?:\/\//i.test(source[document_]);
    place.append(
      element("p", {}, [date[document_], stance[document_]].filter(Boolean).join(" · ")),
      element("p", {}, web ? element("a", { href: source[document_], rel: "noreferrer noopener", target: "_blank" }, source[document_]) : source[document_]),
    );
    return;
  }
  const e = rows[0];
  if (e === undefined || rows[1] !== undefined) return;
  const { type, other, documents, sentences, optimistic, cautionary, id } = D.entities;
  place.append(
    element(
      "p", {}, [type[e], other[e], ""].filter((part) => part !== null).join(" · "),
      element("a", { href: find({ entity: id[e] }) }, counting(sentences[e], "sentence")), " in ",
      element("a", { href: route("documents", { entity: id[e] }) }, counting(documents[e], "document")),
      " · net ", element("a", { href: find({ entity: id[e] }) }, signed(net(e))), " ",
      split(optimistic[e], neutral(e), cautionary[e], { entity: id[e] }),
    ),
  );
  const company = new Map();
  for (const i of D.entities.naming[e]) {
    const seen = new Set();
    for (let m = 2; m < D.sentences.names[i].length; m += 3) seen.add(D.sentences.names[i][m]);
    for (const o of seen) if (o !== e) company.set(o, (company.get(o) || 0) + 1);
  }
  const most = [...company].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 8);
  if (most.length) {
    const chips = most.map(([o, n]) => element("a", { href: find({ entity: id[e], with: id[o] }) }, `${D.entities.name[o]} ${n}`));
    place.append(element("p", { class: "chips" }, element("b", {}, "Named with"), chips));
  }
  const said = range(D.claims.entity.length).filter((c) => D.claims.entity[c] === e);
  if (said.length) {
    const chips = latest(said).map((c) =>
      element("a", { href: find({ sentences: String(D.claims.sentence[c]) }) }, `${words(D.claims.metric[c])} ${D.claims.shown[c]}`),
    );
    place.append(element("p", { class: "chips" }, element("b", {}, "Latest figures"), chips));
  }
}

// Of each measure the claim of the newest document: the six measures spoken of most, as claims come in that order.
function latest(said) {
  const newest = new Map();
  const date = (c) => D.documents.date[documentOf(D.claims.sentence[c])] || "";
  for (const c of said) {
    const known = newest.get(D.claims.metric[c]);
    if (known === undefined || date(c) > date(known)) newest.set(D.claims.metric[c], c);
  }
  return [...newest.values()].slice(0, 6);
}

function item(i, { here, words: words_, reading, marked: isMarked }) {
  const d = D.sentences.document[i];
  const stance = stanceOf(i);
  const heading = D.sentences.isHeading(i);
  const box = element(
    "div",
    { class: `item ${stance}${heading ? " heading" : ""}${isMarked ? " here" : ""}`, "data-sentence": D.sentences.id[i] },
    element("p", { lang: languageOf(d) }, marked(i, here, words_)),
  );
  if (!reading) {
    const date = D.documents.date[d];
    box.append(
      element(
        "span", { class: "origin" },
        element("span", { class: "label", title: `score ${signed(D.sentences.score[i] / 100)}` }, stance), " · ",
        element("a", { href: find({ document: D.documents.id[d], sentences: String(D.sentences.id[i]) }), title: D.documents.source[d] }, D.documents.label[d]),
        date && date !== D.documents.label[d] ? ` · ${date}` : "",
      ),
    );
  }
  return box;
}

// The documents that fit, by their numbers.
function documentsMatching(given) {
  const { documents, entities, timeline } = D;
  const e = given.get("entity") ? entities.row.get(given.get("entity")) : undefined;
  if (given.get("entity") && e === undefined) return [];
  const naming = e === undefined ? null : new Set(entities.naming[e].map((i) => D.sentences.document[i]));
  const copied = given.get("copies") ? new Set(documents.copies.map(([copy]) => copy)) : null;
  const [first, last] = [timeline.buckets[0], timeline.buckets[timeline.buckets.length - 1]];
  const dated = {
    none: (date) => !date,
    outside: (date) => date && first && (date < first[0] || date > last[1]),
  }[given.get("date")];
  return range(documents.id.length).filter(
    (d) =>
      (!naming || naming.has(d)) &&
      (!copied || copied.has(d)) &&
      (!dated || dated(documents.date[d])) &&
      ["stance", "script"].every((name) => !given.get(name) || documents[name][d] === given.get(name)),
  );
}

function showDocuments(given) {
  const { documents, entities } = D;
  const e = entities.row.get(given.get("entity"));
  const found = documentsMatching(given);
  const originals = new Map(documents.copies);
  const naming = new Map();
  if (e !== undefined) for (const i of entities.naming[e]) naming.set(D.sentences.document[i], (naming.get(D.sentences.document[i]) || 0) + 1);
  const total = e === undefined || D.sentences.text.length === D.total ? found.length : entities.documents[e];
  const partial = found.length < total;
  const verdict = given.get("stance");
  const about_ = [
    verdict ? `${verdict[0].toUpperCase()}${verdict.slice(1)} documents` : "Documents",
    e === undefined ? null : `that name ${entities.name[e]}`,
    { hans: "in simplified Chinese", hant: "in traditional Chinese", mixed: "in both scripts", none: "in English" }[given.get("script")],
    { none: "without a date", outside: "of a date far from all others" }[given.get("date")],
    given.get("copies") ? "that are copies of others" : null,
  ].filter(Boolean);
  announce(
    about_.join(" "),
    counting(total, "document") + (partial ? `, ${thousands(found.length)} of them with a sentence on this page; the command lists all` : ""),
    documentsCommand(given), partial,
  );
  list.className = "";
  const newest = [...found].sort((a, b) => -compare(documents.date[a], documents.date[b]) || a - b);
  pages(newest, (d) => {
    const of = originals.get(d);
    return element(
      "div", { class: `item ${documents.stance[d] || "neutral"}` },
      element("p", { lang: languageOf(d) }, element("a", { href: find({ document: documents.id[d] }), title: documents.source[d] }, documents.label[d])),
      element(
        "span", { class: "origin" },
        element("span", { class: "label" }, documents.stance[d] || "not judged"), " · ",
        e === undefined
          ? element("a", { href: find({ document: documents.id[d] }) }, counting(documents.sentences[d], "sentence"))
          : element("a", { href: find({ document: documents.id[d], entity: entities.id[e] }) }, `${counting(naming.get(d), "sentence")} with the name`),
        documents.date[d] ? ` · ${documents.date[d]}` : "",
        of === undefined ? "" : [" · copy of ", element("a", { href: find({ document: documents.id[of] }) }, documents.label[of])],
      ),
    );
  });
}

function showRemoved(given) {
  const kind = given.get("kind");
  const rule = given.get("rule");
  const rules = D.removed.filter(([k, r]) => k === kind && (!rule || r === rule));
  const samples = rules.flatMap(([, name, , found]) => found.map((sample) => [name, ...sample]));
  const total = rules.reduce((sum, [, , spans]) => sum + spans, 0);
  const partial = samples.length < total;
  announce(
    [kind, rule].filter(Boolean).join(", "),
    counting(total, "passage") + (partial ? `; here the first ${thousands(samples.length)}${rules.length > 1 ? ", some of each rule" : ""}; the command lists all` : ""),
    removedCommand(given), partial,
  );
  list.className = "";
  pages(samples, ([name, d, before, after]) =>
    element(
      "div", { class: "item" },
      element("p", { class: "sample" }, element("del", {}, before), after ? [" → ", element("ins", {}, after)] : ""),
      element(
        "span", { class: "origin" }, `${name} · `,
        element("a", { href: find({ document: D.documents.id[d] }), title: D.documents.source[d] }, D.documents.label[d]),
      ),
    ),
  );
}
