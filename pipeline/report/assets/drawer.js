// The drawer: it opens on an address, lists what is behind it, and has the filters over sentences.

const drawer = document.getElementById("drawer");
const sheet = drawer.querySelector(".sheet");
const filters = document.getElementById("filters");
const list = document.getElementById("drawer-list");
const ON_A_PAGE = 40;
let opener = null;

// What each kind of address lists.
const LISTS = { find: showSentences, documents: showDocuments, removed: showRemoved };

function readRoute(hash) {
  const at = hash.indexOf("?");
  const kind = at < 0 ? "" : hash.slice(1, at);
  return kind in LISTS ? { kind, given: new URLSearchParams(hash.slice(at + 1)) } : null;
}

function show() {
  const found = readRoute(location.hash);
  if (!found) return hide();
  if (drawer.hidden) opener = document.activeElement;
  drawer.hidden = false;
  document.body.classList.add("locked");
  filters.hidden = found.kind !== "find";
  LISTS[found.kind](found.given);
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

// What stands above a list: its title, its count, and the command that gives the same rows.
function announce(title, count, command, partial) {
  document.getElementById("drawer-title").textContent = title;
  document.getElementById("drawer-about").replaceChildren();
  document.getElementById("drawer-count").textContent = count;
  const place = document.getElementById("drawer-command");
  place.open = partial; // where rows are left out, how to see them is no detail
  place.querySelector("pre code").textContent = command;
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
