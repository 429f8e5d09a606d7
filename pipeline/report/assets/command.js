// What a list shows, as a command: the query on the tables that gives the same rows.

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;

// Between double quotes of a shell.
const shell = (text) => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;
const mineSql = (query) => `mine sql --rows 0 ${shell(query)}`;
const joined = (terms) => (terms.length ? ` where ${terms.join(" and ")}` : "");

function sentencesCommand(given) {
  const terms = [];
  for (const name of ["entity", "with"]) {
    if (given.get(name)) terms.push(`list_contains(entities, ${quoted(given.get(name))})`);
  }
  if (given.get("stance")) terms.push(`coalesce(sentence_stance, 'neutral') = ${quoted(given.get("stance"))}`);
  if (given.get("from")) terms.push(`published >= ${quoted(given.get("from"))}`);
  if (given.get("to")) terms.push(`published <= ${quoted(given.get("to"))}`);
  if (given.get("has")) {
    const table = given.get("has") === "figure" ? "figures" : "mentions";
    terms.push(`(doc_id, sentence_id) in (select (doc_id, sentence_id) from ${table})`);
  }
  if (given.get("document")) terms.push(`doc_id = ${quoted(given.get("document"))}`);
  else if (given.get("sentences")) {
    const places = given.get("sentences").split(",").map(Number).map((n) => {
      const d = documentOf(n);
      return `(${quoted(D.documents.id[d])}, ${n - D.documents.first[d]})`;
    });
    terms.push(`(doc_id, sentence_id) in (${places.join(", ")})`);
  }
  const text = (given.get("text") || "").trim();
  if (text) terms.push(`contains(lower(text), ${quoted(fold(text))})`);
  return mineSql(`select doc_id, sentence_id, published, text from sentences_in_context${joined(terms)}`);
}

function documentsCommand(given) {
  const { buckets } = D.timeline;
  const terms = [];
  if (given.get("entity")) terms.push(`doc_id in (select doc_id from mentions where entity_id = ${quoted(given.get("entity"))})`);
  if (given.get("stance")) {
    // Not the column of the index, which has a stance also where nothing was judged.
    terms.push(`doc_id in (select doc_id from stance where level = 'document' and label = ${quoted(given.get("stance"))})`);
  }
  if (given.get("script")) terms.push(`script = ${quoted(given.get("script"))}`);
  if (given.get("date") === "none") terms.push("published is null");
  if (given.get("date") === "outside" && buckets.length) {
    terms.push(`published not between ${quoted(buckets[0][0])} and ${quoted(buckets[buckets.length - 1][1])}`);
  }
  if (given.get("copies")) terms.push("duplicate_of is not null");
  return mineSql(`select doc_id, title, published, stance, source from index${joined(terms)}`);
}

function removedCommand(given) {
  const terms = ["kind", "rule"].filter((name) => given.get(name)).map((name) => `${name} = ${quoted(given.get(name))}`);
  return mineSql(`select doc_id, rule, source_text, replacement from edits${joined(terms)}`);
}
