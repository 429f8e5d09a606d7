// A table that sorts by a click on a column's head and grows by a click below it.

const PAGE = 20;

// columns: {title, cell(row) -> nodes, value(row) for sorting, number, wide, first: "ascending"|"descending"}
function makeTable(place, columns, { sorted = null, direction = "descending" } = {}) {
  let rows = [];
  let shown = PAGE;
  let state = { sorted, direction };
  const body = element("tbody");
  const heads = columns.map((column) => {
    const head = element("th", { scope: "col", class: classes(column) });
    if (!column.value) head.append(column.title);
    else {
      const button = element("button", { type: "button" }, column.title);
      button.addEventListener("click", () => {
        const turned = state.direction === "ascending" ? "descending" : "ascending";
        state = { sorted: column, direction: state.sorted === column ? turned : column.first || "descending" };
        shown = PAGE;
        draw();
      });
      head.append(button);
    }
    return head;
  });
  const more = element("div", { class: "more" });
  const table = element("table", {}, element("thead", {}, element("tr", {}, heads)), body);
  place.replaceChildren(element("div", { class: "scroll" }, table), more);

  function draw() {
    columns.forEach((column, n) => {
      if (column === state.sorted) heads[n].setAttribute("aria-sort", state.direction);
      else heads[n].removeAttribute("aria-sort");
    });
    let ordered = rows;
    if (state.sorted) {
      const sign = state.direction === "ascending" ? 1 : -1;
      const keys = new Map(rows.map((row) => [row, state.sorted.value(row)]));
      ordered = [...rows].sort((a, b) => sign * compare(keys.get(a), keys.get(b)));
    }
    body.replaceChildren(
      ...ordered.slice(0, shown).map((row) =>
        element("tr", {}, columns.map((column) => element("td", { class: classes(column) }, column.cell(row)))),
      ),
    );
    more.replaceChildren(`${thousands(Math.min(shown, rows.length))} of ${thousands(rows.length)}`);
    if (shown < rows.length) {
      const button = element("button", { type: "button" }, "Show more");
      button.addEventListener("click", () => {
        shown = shown * 2 + PAGE;
        draw();
      });
      more.append(button);
    }
  }

  return (newRows) => {
    rows = newRows;
    shown = PAGE;
    draw();
  };
}

const classes = (column) => [column.number && "number", column.wide && "only-wide"].filter(Boolean).join(" ") || null;

function compare(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  return typeof a === "string" ? (a < b ? -1 : 1) : a - b;
}

// Buttons of which one is pressed; `name` is the data attribute that holds its value.
function choice(group, name, changed) {
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    for (const other of group.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
    changed(button.dataset[name]);
  });
}
