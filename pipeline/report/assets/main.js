// What happens when the page opens.

const THEME = "mine-report-theme";
const stored = (action) => {
  try {
    return action(window.localStorage);
  } catch {
    return null; // a page from a file may have no storage
  }
};

function themeSection() {
  const root = document.documentElement;
  const chosen = stored((storage) => storage.getItem(THEME));
  if (chosen) root.dataset.theme = chosen;
  document.getElementById("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    stored((storage) => storage.setItem(THEME, root.dataset.theme));
  });
}

themeSection();
unpack()
  .then((data) => {
    D = prepare(data);
    window.report = { data: D, matching, documentsMatching };
    drawerSection();
    entitySection();
    timeSection();
    pairSection();
    claimSection();
    documentSection();
    drawNetwork();
    document.documentElement.dataset.ready = "yes";
  })
  .catch((error) => {
    const trouble = document.getElementById("trouble");
    trouble.hidden = false;
    trouble.textContent = `The sentences and charts of this page cannot be shown: ${error.message}.`;
    console.error(error);
  });
