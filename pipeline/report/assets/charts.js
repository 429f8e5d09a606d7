// The charts: a Vega-Lite (or Vega) description each, filled with rows, a click leads to sentences.

const CHART_CONFIG = {
  background: "transparent",
  font: 'system-ui, "Noto Sans CJK SC", sans-serif',
  axis: { labelColor: "var(--muted)", gridColor: "var(--line)", tickColor: "var(--line)", labelFontSize: 12, labelFontWeight: 400 },
  axisY: { labelColor: "var(--text)" },
  view: { stroke: null },
};
const drawn = {};

async function chart(name, specification, clicked) {
  const place = document.getElementById(`chart-${name}`);
  if (!place) return;
  const turn = (drawn[name] = (drawn[name] || 0) + 1);
  const inner = element("div", { class: "drawing" });
  place.append(inner);
  const { view } = await window.vegaEmbed(inner, specification, {
    renderer: "svg", actions: false, config: CHART_CONFIG, tooltip: { theme: "custom" },
  }).catch((error) => {
    inner.remove();
    place.textContent = `This chart could not be drawn: ${error.message}`;
    throw error;
  });
  if (turn !== drawn[name]) return inner.remove(); // a newer one is on its way
  inner.className = "";
  place.replaceChildren(inner);
  view.addEventListener("click", (_, item) => {
    // A line has no datum of its own, only that of its first point.
    const address = item && item.datum && item.mark.marktype !== "line" && clicked(item.datum, item.mark.marktype);
    if (address) location.hash = address;
  });
}

const ROW = 24; // pixels of a row of bars or fields
const described = (name, rows, height = null) => ({ ...D.charts[name], data: { values: rows }, ...(height ? { height } : {}) });

function drawEntities(entities) {
  const { id, name, optimistic, cautionary } = D.entities;
  const rows = [];
  const seen = new Map();
  for (const e of entities) {
    // Two entities of one name (a company and its model) are two rows.
    const label = seen.has(name[e]) ? `${name[e]} (${D.entities.type[e]})` : name[e];
    seen.set(name[e], true);
    for (const [stance, n] of [["cautionary", cautionary[e]], ["optimistic", optimistic[e]]]) {
      rows.push({ id: id[e], name: label, stance, sentences: n, value: stance === "optimistic" ? n : -n });
    }
  }
  return chart("entities", described("entities", rows, ROW * Math.max(entities.length, 1)), (d) => d.id && find({ entity: d.id, stance: d.stance }));
}

// Optimistic, neutral and cautionary sentences of each bucket: of an entity, or of all (below 0).
function countsOver(entity) {
  const { buckets, corpus, entities } = D.timeline;
  if (entity < 0) return corpus;
  const counts = buckets.map(() => [0, 0, 0]);
  for (const [bucket, ...found] of entities[entity] || []) counts[bucket] = found;
  return counts;
}

function drawTimeline(entity) {
  const { buckets } = D.timeline;
  const counts = countsOver(entity);
  const rows = [];
  buckets.forEach(([from, to], b) => {
    const [plus, , minus] = counts[b];
    rows.push({ from, to, stance: "cautionary", sentences: minus, value: -minus, balance: plus - minus });
    rows.push({ from, to, stance: "optimistic", sentences: plus, value: plus, balance: plus - minus });
  });
  const id = entity < 0 ? "" : D.entities.id[entity];
  timelineTable(id, counts);
  // A bar is of one stance, a point of the line is the balance of all.
  return chart("timeline", described("timeline", rows), (d, mark) => d.from && find({ entity: id, stance: mark === "symbol" ? "" : d.stance, from: d.from, to: d.to }));
}

function timelineTable(entity, counts) {
  const { buckets, unit } = D.timeline;
  const between = (b) => ({ entity, from: buckets[b][0], to: buckets[b][1] });
  const all = (b) => counts[b][0] + counts[b][1] + counts[b][2];
  const share = (b) => (counts[b][0] - counts[b][2]) / all(b);
  const part = (title, n, stance) => ({ title, cell: (b) => counted(counts[b][n], { ...between(b), stance }), value: (b) => counts[b][n], number: true });
  const columns = [
    { title: unit === "day" ? "Day" : `${unit[0].toUpperCase()}${unit.slice(1)} of`, cell: (b) => element("span", { class: "said" }, buckets[b][0]), value: (b) => b },
    { title: "Sentences", cell: (b) => counted(all(b), between(b)), value: all, number: true },
    part("+", 0, "optimistic"),
    { ...part("Neutral", 1, "neutral"), wide: true },
    part("−", 2, "cautionary"),
    { title: "Net", cell: (b) => element("a", { class: tone(share(b)), href: find(between(b)), "data-count": all(b) }, signed(share(b))), value: share, number: true },
  ];
  const rows = range(buckets.length).filter((b) => all(b));
  makeTable(document.getElementById("table-timeline"), columns, { sorted: columns[0] })(rows);
}

function drawHeatmap() {
  const { buckets, entities } = D.timeline;
  const rows = [];
  const seen = new Set();
  for (const key of Object.keys(entities).map(Number).sort((a, b) => a - b).slice(0, 16)) {
    let name = D.entities.name[key];
    if (seen.has(name)) name = `${name} (${D.entities.type[key]})`;
    seen.add(name);
    for (const [bucket, plus, zero, minus] of entities[key]) {
      const [from, to] = buckets[bucket];
      const sentences = plus + zero + minus;
      rows.push({ id: D.entities.id[key], name, from, to, sentences, net: (plus - minus) / sentences });
    }
  }
  return chart("heatmap", described("heatmap", rows, ROW * seen.size), (d) => d.id && find({ entity: d.id, from: d.from, to: d.to }));
}

function drawNetwork() {
  const place = document.getElementById("chart-network");
  if (!place) return;
  const narrow = place.clientWidth < 560;
  const { id, name, type, sentences } = D.entities;
  const pairs = D.pairs.slice(0, narrow ? 18 : 70);
  const most = Math.max(...pairs.map((p) => p[2]), 1);
  const used = new Set(pairs.flatMap((p) => [p[0], p[1]]));
  const largest = Math.max(...[...used].map((e) => sentences[e]), 1);
  const nodes = [...used].sort((a, b) => a - b).map((e) => ({
    id: id[e], name: name[e], type: type[e], sentences: sentences[e],
    radius: (narrow ? 4 : 5) + (narrow ? 11 : 17) * Math.sqrt(sentences[e] / largest),
  }));
  const edges = pairs.map(([one, other, n, plus, , minus]) => ({
    one: id[one], other: id[other], label: `${name[one]} with ${name[other]}`, sentences: n,
    net: (plus - minus) / n, thickness: 1.2 + 8 * (n / most),
  }));
  const links = edges.map((e) => ({ source: e.one, target: e.other, weight: 1 + 4 * (e.sentences / most) }));
  const specification = structuredClone(D.charts.network);
  specification.height = narrow ? 460 : 560;
  const rows = { nodes, edges, links };
  for (const table of specification.data) table.values = rows[table.name];
  return chart("network", specification, (d) => (d.one ? find({ entity: d.one, with: d.other }) : d.id && find({ entity: d.id })));
}

function timeSection() {
  const select = document.getElementById("time-entity");
  if (!select) return;
  for (const key of Object.keys(D.timeline.entities).map(Number).sort((a, b) => a - b)) {
    select.append(element("option", { value: key }, D.entities.name[key]));
  }
  select.addEventListener("change", () => drawTimeline(select.value === "" ? -1 : Number(select.value)));
  drawTimeline(-1);
  drawHeatmap();
}
