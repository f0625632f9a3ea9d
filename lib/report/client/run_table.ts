/**
 * Lets the reader sort the list of runs by a column, with the mouse or the keyboard, and show only runs with certain words.
 * Without it the list is a plain table.
 */
export function setUpRunTable(): void {
  const section = document.getElementById("runs");
  const controls = section?.querySelector<HTMLElement>("[data-part=controls]");
  const filter = section?.querySelector<HTMLInputElement>("[data-control=filter]");
  // What is sorted by, in the address too: a column's number, with a minus for falling values.
  const sort = section?.querySelector<HTMLInputElement>("[data-control=sort]");
  const body = section?.querySelector("tbody");
  if (!section || !controls || !filter || !sort || !body) return;
  controls.hidden = false;
  const rows = [...body.rows];
  const heads = [...section.querySelectorAll<HTMLTableCellElement>("thead th")];

  const show = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let shown = 0;
    for (const row of rows) {
      const text = (row.textContent ?? "").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    const status = controls.querySelector("[role=status]");
    if (status !== null) status.textContent = words.length === 0 ? "" : `${shown} of ${rows.length} shown`;
    const falling = sort.value.startsWith("-");
    const column = sort.value === "" ? -1 : Number(sort.value.replace("-", ""));
    heads.forEach((head, at) => {
      if (at === column) head.setAttribute("aria-sort", falling ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    body.append(...(column in heads ? sortedBy(rows, column, falling) : rows));
  };

  heads.forEach((head, at) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => {
      sort.value = sort.value === String(at) ? `-${at}` : String(at);
      sort.dispatchEvent(new Event("change", { bubbles: true }));
    });
    head.append(button);
  });
  filter.addEventListener("input", show);
  controls.addEventListener("change", show);
  show();
}

/** Rows by what a column holds, numbers by size; what holds nothing comes last either way. */
function sortedBy(rows: readonly HTMLTableRowElement[], column: number, falling: boolean): HTMLTableRowElement[] {
  const keyOf = (row: HTMLTableRowElement) => row.cells[column]?.dataset["sort"] ?? "";
  const compare = (a: string, b: string): number => {
    if (a === "" || b === "") return Number(a === "") - Number(b === "");
    const order = Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? a.localeCompare(b) : Number(a) - Number(b);
    return falling ? -order : order;
  };
  return [...rows].sort((a, b) => compare(keyOf(a), keyOf(b)));
}
