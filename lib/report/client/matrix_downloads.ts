import { downloadButtons } from "./chart_downloads.ts";
import { readTheme } from "./theme.ts";

const CELL = 44;
const MARGIN = 16;
/** Room for the title, and for the words along both sides. */
const HEADING = 56;
const SIDE = 24;

/** Gives a confusion matrix buttons: its counts as CSV, and the matrix as it is shown as PNG. */
export function addMatrixDownloads(table: HTMLTableElement): void {
  const title = table.caption?.textContent?.trim() ?? "";
  const scroller = table.parentElement;
  if (scroller === null) return;
  const name = title.replace(/:.*/, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const both = document.createElement("div");
  both.className = "with-downloads";
  scroller.replaceWith(both);
  both.append(
    scroller,
    downloadButtons(`confusion-${name}`, title, () => matrixRows(table), () => matrixPicture(table, title)),
  );
}

/** The counts, one row a cell, whatever unit is shown. */
function matrixRows(table: HTMLTableElement): string[][] {
  return [
    ["true class", "predicted class", "images"],
    ...[...table.tBodies[0]?.rows ?? []].flatMap((row, truth) =>
      [...row.cells].filter((cell) => cell.tagName === "TD" && !cell.classList.contains("total"))
        .map((cell, predicted) => [String(truth), String(predicted), cell.dataset["count"] ?? cell.textContent ?? ""])
    ),
  ];
}

/** The matrix as it stands, drawn anew: a page cannot be made a picture of. */
function matrixPicture(table: HTMLTableElement, title: string): HTMLCanvasElement {
  const { surface, ink, line, muted } = readTheme();
  const rows = [...table.rows].map((row) => [...row.cells]);
  const columns = rows[0]?.length ?? 0;
  const scale = 2;
  const width = SIDE + CELL * (columns + 0.5) + 2 * MARGIN;
  const height = HEADING + CELL * rows.length + 2 * MARGIN;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [scale * width, scale * height];
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  const family = getComputedStyle(table).fontFamily;
  context.scale(scale, scale);
  context.fillStyle = surface;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "middle";
  context.fillStyle = ink;
  context.font = `600 16px ${family}`;
  context.fillText(title, MARGIN, MARGIN + 10, width - 2 * MARGIN);
  context.font = `13px ${family}`;
  context.fillStyle = muted;
  context.textAlign = "center";
  context.fillText("Predicted class", SIDE + MARGIN + CELL * 6, MARGIN + HEADING - 14);
  context.save();
  context.translate(MARGIN + 10, HEADING + MARGIN + CELL * 6);
  context.rotate(-Math.PI / 2);
  context.fillText("True class", 0, 0);
  context.restore();
  context.strokeStyle = line;
  rows.forEach((cells, y) =>
    cells.forEach((cell, x) => {
      const [left, top] = [SIDE + MARGIN + CELL * x, HEADING + MARGIN + CELL * y];
      const counted = cell.tagName === "TD" && !cell.classList.contains("total");
      if (counted) {
        context.fillStyle = getComputedStyle(cell).backgroundColor;
        context.fillRect(left, top, CELL, CELL);
        context.strokeRect(left, top, CELL, CELL);
      }
      // The corner's words are for screen readers.
      if (x === 0 && y === 0) return;
      context.fillStyle = ink;
      context.font = `${counted ? "" : "600 "}13px ${family}`;
      const room = x === columns - 1 ? 1.5 * CELL : CELL;
      context.fillText(cell.textContent?.trim() ?? "", left + room / 2, top + CELL / 2, room - 4);
    })
  );
  return canvas;
}
