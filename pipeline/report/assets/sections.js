// The tables of the page: entities, claims, documents.

const range = (n) => Array.from({ length: n }, (_, i) => i);
const words = (name) => name.replaceAll("_", " ");

function entityLink(e) {
  const { id, name, other } = D.entities;
  const link = element("a", { href: find({ entity: id[e] }) }, name[e]);
  return other[e] ? [link, element("span", { class: "other" }, other[e])] : [link];
}

const neutral = (e) => D.entities.sentences[e] - D.entities.optimistic[e] - D.entities.cautionary[e];
const net = (e) => (D.entities.optimistic[e] - D.entities.cautionary[e]) / D.entities.sentences[e];

function counted(n, given) {
  return n ? element("a", { href: find(given), "data-count": n }, thousands(n)) : "0";
}

const namesOf = (e) => [D.entities.name[e], D.entities.other[e], D.entities.id[e], ...D.entities.also[e]].filter(Boolean);

function matcher(query) {
  const wanted = fold(query.trim());
  return (e) => !wanted || namesOf(e).some((text) => fold(text).includes(wanted));
}

function entitySection() {
  const { id, type, documents, sentences, optimistic, cautionary } = D.entities;
  const columns = [
    { title: "Name", cell: entityLink, value: (e) => D.entities.name[e].toLowerCase(), first: "ascending" },
    { title: "Type", cell: (e) => element("span", { class: `type ${type[e]}` }, type[e]), value: (e) => type[e], first: "ascending", wide: true },
    { title: "Documents", cell: (e) => element("a", { href: route("documents", { entity: id[e] }), "data-count": documents[e] }, thousands(documents[e])), value: (e) => documents[e], number: true, wide: true },
    { title: "Sentences", cell: (e) => counted(sentences[e], { entity: id[e] }), value: (e) => sentences[e], number: true },
    { title: "+", cell: (e) => counted(optimistic[e], { entity: id[e], stance: "optimistic" }), value: (e) => optimistic[e], number: true, wide: true },
    { title: "−", cell: (e) => counted(cautionary[e], { entity: id[e], stance: "cautionary" }), value: (e) => cautionary[e], number: true, wide: true },
    { title: "Stance", cell: (e) => split(optimistic[e], neutral(e), cautionary[e], { entity: id[e] }) },
    { title: "Net", cell: (e) => element("a", { class: tone(net(e)), href: find({ entity: id[e] }), "data-count": sentences[e] }, signed(net(e))), value: net, number: true },
  ];
  const show = makeTable(document.getElementById("table-entities"), columns, { sorted: columns[3] });
  let kind = "";
  let query = "";
  const draw = () => {
    const fits = matcher(query);
    const rows = range(id.length).filter((e) => (!kind || type[e] === kind) && fits(e));
    show(rows);
    drawEntities(rows.slice(0, 18));
  };
  choice(document.querySelector("#entity-tools .choice"), "type", (value) => {
    kind = value;
    draw();
  });
  document.getElementById("entity-search").addEventListener("input", (event) => {
    query = event.target.value;
    draw();
  });
  draw();
}

const tone = (share) => (share > 0.1 ? "plus" : share < -0.1 ? "minus" : "zero");

function pairSection() {
  const place = document.getElementById("table-pairs");
  if (!place) return;
  const { id } = D.entities;
  const both = ([one, other]) => ({ entity: id[one], with: id[other] });
  const columns = [
    { title: "Pair", cell: ([one, other]) => [...entityLink(one), element("span", { class: "with" }, " with "), ...entityLink(other)] },
    { title: "Sentences", cell: (p) => counted(p[2], both(p)), value: (p) => p[2], number: true },
    { title: "Stance", cell: (p) => split(...p.slice(3), both(p)) },
    { title: "Net", cell: (p) => element("a", { class: tone((p[3] - p[5]) / p[2]), href: find(both(p)), "data-count": p[2] }, signed((p[3] - p[5]) / p[2])), value: (p) => (p[3] - p[5]) / p[2], number: true, wide: true },
  ];
  makeTable(place, columns, { sorted: columns[1] })(D.pairs);
}

function claimSection() {
  const { entity, metric, period, value, shown, surface, sentence, disputed } = D.claims;
  const apart = new Set(disputed);
  const unnamed = new Map(D.claims.unnamed); // whom no sentence names, only one before it
  const dateOf = (c) => D.documents.date[documentOf(sentence[c])];
  const columns = [
    { title: "Of", cell: (c) => (entity[c] < 0 ? unnamed.get(c) : entityLink(entity[c])), value: (c) => (entity[c] < 0 ? unnamed.get(c) : D.entities.name[entity[c]]).toLowerCase(), first: "ascending" },
    { title: "Measure", cell: (c) => words(metric[c]), value: (c) => metric[c], first: "ascending" },
    { title: "Period", cell: (c) => element("span", { class: "said" }, period[c] || ""), value: (c) => period[c], wide: true },
    { title: "Value", cell: (c) => element("a", { href: find({ sentences: String(sentence[c]) }), "data-count": 1 }, shown[c]), value: (c) => value[c], number: true },
    { title: "As written", cell: (c) => element("span", { class: "said" }, surface[c]), wide: true },
    { title: "Document", cell: (c) => element("a", { href: find({ document: D.documents.id[documentOf(sentence[c])], sentences: String(sentence[c]) }) }, dateOf(c) || "open"), value: dateOf, wide: true },
    { title: "", cell: (c) => (apart.has(c) ? element("span", { class: "minus", title: "Another document says otherwise" }, "disputed") : ""), wide: true },
  ];
  const show = makeTable(document.getElementById("table-claims"), columns);
  const search = document.getElementById("claim-search");
  const measure = document.getElementById("claim-metric");
  const only = document.getElementById("claim-disputed");
  const draw = () => {
    const fits = matcher(search.value);
    show(
      range(entity.length).filter(
        (c) => (!measure.value || metric[c] === measure.value) && (!only.checked || apart.has(c)) && (!search.value.trim() || (entity[c] < 0 ? fold(unnamed.get(c)).includes(fold(search.value.trim())) : fits(entity[c]))),
      ),
    );
  };
  search.addEventListener("input", draw);
  measure.addEventListener("change", draw);
  only.addEventListener("change", draw);
  draw();
}

// The document of a sentence, also of one that the page does not carry.
function documentOf(number) {
  const { first } = D.documents;
  let low = 0;
  let high = first.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (first[middle] <= number) low = middle;
    else high = middle;
  }
  return low;
}

function documentSection() {
  const { id, label, source, date, stance, score, sentences } = D.documents;
  const columns = [
    { title: "Title", cell: (d) => element("a", { href: find({ document: id[d] }), title: source[d], lang: languageOf(d) }, label[d]), value: (d) => label[d], first: "ascending" },
    { title: "Published", cell: (d) => element("span", { class: "said" }, date[d] || "–"), value: (d) => date[d] },
    { title: "Sentences", cell: (d) => counted(sentences[d], { document: id[d] }), value: (d) => sentences[d], number: true, wide: true },
    { title: "Stance", cell: (d) => element("span", { class: stance[d] === "optimistic" ? "plus" : stance[d] === "cautionary" ? "minus" : "zero" }, stance[d] || "–"), value: (d) => score[d] },
  ];
  const show = makeTable(document.getElementById("table-documents"), columns, { sorted: columns[1] });
  const search = document.getElementById("document-search");
  let wanted = "";
  const draw = () => {
    const query = fold(search.value.trim());
    show(
      range(id.length).filter(
        (d) => (!wanted || stance[d] === wanted) && (!query || fold(label[d]).includes(query) || fold(source[d]).includes(query)),
      ),
    );
  };
  choice(document.querySelector("#document-tools .choice"), "stance", (value) => {
    wanted = value;
    draw();
  });
  search.addEventListener("input", draw);
  draw();
}
