import type { CellPictures, MatrixName } from "../../record/pictures.ts";
import { loadSheet, spriteCanvas } from "./sprites.ts";

/** A cell of a confusion matrix, and the images that fell into it. */
interface Cell {
  readonly cell: HTMLTableCellElement;
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
  /** Images of the row. */
  readonly total: number;
  readonly places: readonly number[];
  readonly button: HTMLButtonElement | undefined;
}

/** Lets the reader read a pair of matrices in counts or per cent, and open a cell to see its images. */
export function setUpMatrices(group: HTMLElement, pictures: readonly CellPictures[]): void {
  const viewer = group.querySelector<HTMLElement>(".cell-images");
  const cells = [...group.querySelectorAll<HTMLTableElement>("table.confusion")].map((table) => {
    const holder = pictures.find(({ matrices }) => matrices[table.dataset.matrix as MatrixName] !== undefined);
    const found = cellsOf(table, holder?.matrices[table.dataset.matrix as MatrixName]);
    if (holder !== undefined && viewer !== null) makeGrid(table, found, viewer, holder);
    return found;
  }).flat();

  const show = (): void => {
    const rates = group.querySelector<HTMLInputElement>("[data-control=rate]")?.checked ?? false;
    for (const entry of cells) {
      const text = rates ? percentOf(entry) : String(entry.count);
      const { button, cell } = entry;
      if (button === undefined) cell.textContent = text;
      else {
        button.textContent = text;
        button.setAttribute("aria-label", `${text}${rates ? " %" : ""}: ${inWords(entry)}`);
      }
    }
  };
  group.addEventListener("change", show);
  // Which cell is open, as "stage2-test-free.4.9": an address keeps it.
  const chosen = group.querySelector<HTMLInputElement>("[data-control=cell]");
  const choose = (name: string): void => {
    if (chosen === null || chosen.value === name) return;
    chosen.value = name;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const close = (): void => {
    const pressed = group.querySelector<HTMLButtonElement>("button[aria-pressed=true]");
    pressed?.setAttribute("aria-pressed", "false");
    if (viewer !== null) viewer.hidden = true;
    choose("");
    pressed?.focus();
  };
  const openChosen = (): void => {
    const pressed = group.querySelector<HTMLButtonElement>("button[aria-pressed=true]");
    const wanted = cells.find((entry) => entry.button !== undefined && nameOf(entry) === chosen?.value)?.button;
    if (wanted !== undefined && wanted !== pressed) wanted.click();
    if (chosen?.value === "" && pressed !== null) close();
  };
  chosen?.addEventListener("change", openChosen);
  for (const entry of cells) entry.button?.addEventListener("click", () => choose(nameOf(entry)));
  viewer?.querySelector("[data-control=close]")?.addEventListener("click", close);
  group.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && viewer?.hidden === false) close();
  });
  for (const part of group.querySelectorAll<HTMLElement>(".controls")) part.hidden = false;
  show();
  openChosen();
}

/** A cell as an address names it. */
function nameOf({ cell, truth, predicted }: Cell): string {
  return `${cell.closest("table")?.dataset["matrix"] ?? ""}.${truth}.${predicted}`;
}

/** The cells of a table row by row, without headings and totals; those with pictures become buttons. */
function cellsOf(table: HTMLTableElement, matrix: number[][][] | undefined): Cell[] {
  return [...table.tBodies[0]?.rows ?? []].flatMap((row, truth) => {
    const own = [...row.cells].filter((cell) => cell.tagName === "TD" && !cell.classList.contains("total"));
    const counts = own.map((cell) => Number(cell.textContent));
    const total = counts.reduce((sum, count) => sum + count, 0);
    return own.map((cell, predicted): Cell => {
      // What is shown may be per cent.
      cell.dataset["count"] = String(counts[predicted] ?? 0);
      const places = matrix?.[truth]?.[predicted] ?? [];
      const button = places.length === 0 ? undefined : document.createElement("button");
      if (button !== undefined) {
        button.type = "button";
        button.tabIndex = -1;
        button.setAttribute("aria-pressed", "false");
        cell.replaceChildren(button);
      }
      return { cell, truth, predicted, count: counts[predicted] ?? 0, total, places, button };
    });
  });
}

/** Makes one stop of the tab key of a table, within which arrow keys move. */
function makeGrid(table: HTMLTableElement, cells: readonly Cell[], viewer: HTMLElement, holder: CellPictures): void {
  table.setAttribute("role", "grid");
  const classes = Math.round(Math.sqrt(cells.length));
  const at = (truth: number, predicted: number) => cells[classes * truth + predicted];
  const moveTo = (entry: Cell): void => {
    for (const { button } of cells) if (button !== undefined) button.tabIndex = button === entry.button ? 0 : -1;
  };
  const first = cells.find(({ button }) => button !== undefined);
  if (first !== undefined) moveTo(first);
  table.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const from = cells.find(({ button }) => button === event.target);
    if (step === undefined || from === undefined) return;
    event.preventDefault();
    let [truth, predicted] = [from.truth + step[0], from.predicted + step[1]];
    // Cells without images are passed over.
    while (truth >= 0 && truth < classes && predicted >= 0 && predicted < classes) {
      const next = at(truth, predicted);
      if (next?.button !== undefined) {
        moveTo(next);
        next.button.focus();
        return;
      }
      [truth, predicted] = [truth + step[0], predicted + step[1]];
    }
  });
  for (const entry of cells) {
    entry.button?.addEventListener("click", () => {
      moveTo(entry);
      void open(entry, table, viewer, holder);
    });
  }
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

const sheets = new Map<CellPictures, Promise<HTMLImageElement>>();

async function open(entry: Cell, table: HTMLTableElement, viewer: HTMLElement, holder: CellPictures): Promise<void> {
  for (const other of viewer.parentElement?.querySelectorAll("button[aria-pressed=true]") ?? []) {
    other.setAttribute("aria-pressed", "false");
  }
  entry.button?.setAttribute("aria-pressed", "true");
  const sheet = sheets.get(holder) ?? loadSheet(holder.sheet);
  sheets.set(holder, sheet);
  const image = await sheet;
  const status = viewer.querySelector("[role=status]");
  const list = viewer.querySelector("ul");
  // Another cell may have been opened meanwhile.
  if (status === null || list === null || entry.button?.getAttribute("aria-pressed") !== "true") return;
  viewer.hidden = false;
  const title = table.caption?.textContent?.replace(/:.*/, "").trim() ?? "";
  const shown = entry.places.length;
  const rest = shown < entry.count ? `; ${shown === 1 ? "one of them" : `the first ${shown}`} by test-set index` : "";
  status.textContent = `${title}: ${inWords(entry)}${rest}`;
  list.replaceChildren(...entry.places.map((place) => {
    const index = holder.indices[place] ?? 0;
    const item = document.createElement("li");
    const below = Object.assign(document.createElement("span"), { className: "below", textContent: String(index) });
    below.ariaHidden = "true";
    const label = `Test image ${index}, a ${entry.truth}`;
    item.append(spriteCanvas(image, holder.sheet.columns, place, label), below);
    return item;
  }));
}

function inWords({ count, truth, predicted }: Cell): string {
  const images = count === 1 ? "1 image" : `${count.toLocaleString("en-GB")} images`;
  return truth === predicted
    ? `${images} of a ${truth}, read rightly`
    : `${images} of a ${truth} taken for a ${predicted}`;
}

/** Short enough for a cell. */
function percentOf({ count, total }: Cell): string {
  if (count === 0 || total === 0) return "0";
  const percent = 100 * count / total;
  if (percent < 0.05) return "<0.1";
  return percent > 99.95 ? String(Number(percent.toFixed(1))) : percent.toFixed(1);
}
