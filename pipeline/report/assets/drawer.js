// The drawer: the sentences (or removed passages) behind a number, and the filters over them.

const drawer = document.getElementById("drawer");
const sheet = drawer.querySelector(".sheet");
const filters = document.getElementById("filters");
const list = document.getElementById("drawer-list");
const ON_A_PAGE = 40;
let opener = null;

function readRoute(hash) {
  const at = hash.indexOf("?");
  const kind = at < 0 ? "" : hash.slice(1, at);
  return kind === "find" || kind === "removed" ? { kind, given: new URLSearchParams(hash.slice(at + 1)) } : null;
}

function show() {
  const found = readRoute(location.hash);
  if (!found) return hide();
  if (drawer.hidden) opener = document.activeElement;
  drawer.hidden = false;
  document.body.classList.add("locked");
  filters.hidden = found.kind !== "find";
  if (found.kind === "find") showSentences(found.given);
  else showRemoved(found.given);
  sheet.scrollTop = 0;
  const here = list.querySelector(".item.here");
  if (here) here.scrollIntoView({ block: "center", behavior: "instant" });
  if (!sheet.contains(document.activeElement)) sheet.focus({ preventScroll: true });
}

function hide() {
  if (drawer.hidden) return;
  drawer.hidden = true;
  document.body.classList.remove("locked");
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
}

function close() {
  history.pushState(null, "", location.pathname + location.search);
  hide();
}

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
  document.getElementById("drawer-title").textContent = titleOf(given, rows, document_);
  about(given, rows, document_);
  const found = matching(given);
  const list_ = reading ? found : ordered(found, given.get("order"));
  const asked = expected(given, rows, document_);
  const in_ = new Set(found.map((i) => D.sentences.document[i])).size;
  document.getElementById("drawer-count").textContent =
    `${thousands(found.length)} sentence${found.length === 1 ? "" : "s"}` +
    (reading ? "" : ` in ${thousands(in_)} document${in_ === 1 ? "" : "s"}`) +
    (asked > found.length ? `; ${thousands(asked)} in the corpus, of which this page carries the clearest` : "");
  const marks = new Set((given.get("sentences") || "").split(",").filter(Boolean).map(Number));
  const words_ = fold((given.get("text") || "").trim());
  list.className = reading ? "reading" : "";
  const first = reading && marks.size ? list_.findIndex((i) => marks.has(D.sentences.id[i])) : -1;
  pages(list_, (i) => item(i, { here, words: words_, reading, marked: reading && marks.has(D.sentences.id[i]) }), first);
}

// How many sentences of the corpus the tables count, where the page may carry fewer.
function expected(given, rows, document_) {
  const narrowed = ["with", "from", "to", "text", "sentences"].some((name) => given.get(name));
  if (D.sentences.text.length === D.total || narrowed) return 0;
  const stance = given.get("stance");
  if (rows[0] !== undefined && document_ === undefined) {
    const { sentences, optimistic, cautionary } = D.entities;
    const e = rows[0];
    return { "": sentences[e], optimistic: optimistic[e], cautionary: cautionary[e] }[stance || ""] ?? sentences[e] - optimistic[e] - cautionary[e];
  }
  if (stance) return 0;
  return document_ === undefined ? D.total : D.documents.sentences[document_];
}

function titleOf(given, rows, document_) {
  const names = rows.filter((e) => e !== undefined).map((e) => D.entities.name[e]);
  const parts = names.length ? [names.join(" with ")] : [];
  if (document_ !== undefined) parts.unshift(D.documents.label[document_]);
  if (given.get("stance")) parts.push(given.get("stance"));
  if (!parts.length) parts.push(given.get("sentences") ? "Behind the figure" : "Sentences");
  return parts.join(", ");
}

function about(given, rows, document_) {
  const place = document.getElementById("drawer-about");
  place.replaceChildren();
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
  const neutral = sentences[e] - optimistic[e] - cautionary[e];
  place.append(
    element(
      "p", {}, [type[e], other[e], `${thousands(sentences[e])} sentences in ${thousands(documents[e])} documents`, `net ${signed(net(e))}`].filter(Boolean).join(" · "),
      " ", split(optimistic[e], neutral, cautionary[e]),
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

function pages(rows, make, upTo = -1) {
  list.replaceChildren();
  let shown = 0;
  const more = element("button", { type: "button" }, "Show more");
  const grow = (count) => {
    const end = Math.min(shown + count, rows.length);
    more.remove();
    list.append(...rows.slice(shown, end).map(make));
    shown = end;
    if (shown < rows.length) list.append(more);
  };
  more.addEventListener("click", () => grow(4 * ON_A_PAGE));
  grow(Math.max(ON_A_PAGE, upTo + ON_A_PAGE));
}

function showRemoved(given) {
  const kind = given.get("kind");
  const rule = given.get("rule");
  const rules = D.removed.filter(([k, r]) => k === kind && (!rule || r === rule));
  const samples = rules.flatMap(([, name, , found]) => found.map((sample) => [name, ...sample]));
  const total = rules.reduce((sum, [, , spans]) => sum + spans, 0);
  document.getElementById("drawer-title").textContent = [kind, rule].filter(Boolean).join(", ");
  document.getElementById("drawer-about").replaceChildren();
  document.getElementById("drawer-count").textContent =
    `${thousands(total)} passages` + (samples.length < total ? `, the first ${thousands(samples.length)} of them here; the table “edits” holds all` : "");
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

function fillFilters(given, entity) {
  for (const name of ["text", "stance", "from", "to", "order"]) {
    if (document.activeElement !== filters[name]) filters[name].value = given.get(name) || "";
  }
  if (document.activeElement !== filters.entity) filters.entity.value = entity === undefined ? given.get("entity") || "" : D.entities.name[entity];
}

function refine(event) {
  event.preventDefault();
  const found = readRoute(location.hash);
  if (!found) return;
  const { given } = found;
  for (const name of ["text", "stance", "from", "to", "order"]) {
    if (filters[name].value) given.set(name, filters[name].value);
    else given.delete(name);
  }
  if (event.target === filters.entity) {
    const typed = fold(filters.entity.value.trim());
    const { id } = D.entities;
    const e = typed ? range(id.length).find((n) => namesOf(n).some((text) => fold(text) === typed)) : undefined;
    if (typed && e === undefined) return;
    given.delete("with");
    if (e === undefined) given.delete("entity");
    else given.set("entity", id[e]);
  }
  history.replaceState(null, "", route("find", Object.fromEntries(given)));
  showSentences(given);
}

function drawerSection() {
  document.getElementById("entity-names").append(
    ...D.entities.name.slice(0, 400).map((name) => element("option", { value: name })),
  );
  filters.addEventListener("input", refine);
  filters.addEventListener("submit", (event) => event.preventDefault());
  for (const button of drawer.querySelectorAll("[data-close]")) button.addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (drawer.hidden) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab") keepInside(event);
  });
  window.addEventListener("hashchange", show);
  show();
}

// Tab goes round inside the drawer while it is open.
function keepInside(event) {
  const stops = [...sheet.querySelectorAll("a[href], button, input, select")].filter((node) => node.offsetParent !== null);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === sheet)) {
    last.focus();
    event.preventDefault();
  } else if (!event.shiftKey && document.activeElement === last) {
    first.focus();
    event.preventDefault();
  }
}
