import { readTheme } from "./theme.ts";

/** Hands the reader a file. */
export function saveFile(name: string, contents: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  // The download has taken hold of the blob by the time that the next task runs.
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/**
 * Rows of cells, as the page shows them, as comma-separated values: numbers plain, and nothing that a spreadsheet would
 * take for a formula.
 *
 * Source: RFC 4180.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function csvCell(shown: string): string {
  const text = shown.replace(/\s+/g, " ").trim();
  if (text === "–") return "";
  // Grouped thousands, and the space before a per cent sign, are for readers.
  const number = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/^[−-]/, "-").replace(/ %$/, "%");
  if (/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?$/.test(number)) return number;
  const safe = /^[=+@-]/.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Two buttons: a table as CSV, and a picture of it as PNG.
 *
 * @param name Of the files, without their ends.
 * @param title Says of what, for whoever hears the buttons' names.
 */
export function downloadButtons(
  name: string,
  title: string,
  table: HTMLTableElement,
  picture: () => HTMLCanvasElement,
): HTMLElement {
  const buttons = document.createElement("div");
  buttons.className = "controls downloads";
  const offer = (format: string, download: () => void): void => {
    const button = document.createElement("button");
    button.type = "button";
    const of = document.createElement("span");
    of.className = "visually-hidden";
    of.textContent = `: ${title}`;
    button.append(`Download ${format}`, of);
    button.addEventListener("click", download);
    buttons.append(button);
  };
  offer("CSV", () => {
    const rows = [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? ""));
    saveFile(`${name}.csv`, new Blob([csvOf(rows)], { type: "text/csv" }));
  });
  offer("PNG", () => {
    picture().toBlob((blob) => {
      if (blob !== null) saveFile(`${name}.png`, blob);
    }, "image/png");
  });
  return buttons;
}

/** Gives a chart's figure its buttons. */
export function addDownloads(figure: HTMLElement): void {
  const drawing = figure.querySelector(".drawing");
  const canvas = figure.querySelector("canvas");
  const table = figure.querySelector("table");
  if (drawing === null || canvas === null || table === null) return;
  const title = figure.querySelector("figcaption")?.textContent ?? figure.id;
  drawing.after(downloadButtons(figure.id, title, table, () => pictureOf(canvas, title)));
}

/** A chart as it stands, on the page's ground and under its title: its own canvas is see-through. */
function pictureOf(chart: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const { surface, ink } = readTheme();
  const scale = chart.width / Math.max(1, chart.clientWidth);
  const [margin, heading] = [16 * scale, 28 * scale];
  const picture = document.createElement("canvas");
  picture.width = Math.ceil(chart.width + 2 * margin);
  picture.height = Math.ceil(chart.height + heading + 2 * margin);
  const context = picture.getContext("2d");
  if (context === null) return chart;
  context.fillStyle = surface;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = ink;
  context.font = `600 ${16 * scale}px ${getComputedStyle(chart).fontFamily}`;
  context.textBaseline = "top";
  context.fillText(title, margin, margin, chart.width);
  context.drawImage(chart, margin, margin + heading);
  return picture;
}
