import type { Chart as ChartClass } from "chart.js";
import type { ChartSpec } from "./plain_chart.ts";
import { readTheme } from "./theme.ts";

declare const Chart: typeof ChartClass;

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
 * A table as data, one row a value: the row's heading, the column's, the value. Numbers have a point and no sign of their unit,
 * which stands in the header, or with the column's heading where units differ; cells without a value are left out.
 *
 * @param rows As the page shows them, the first with the columns' headings.
 */
export function tidyRows(rows: readonly (readonly string[])[]): string[][] {
  const [head = [], ...body] = rows;
  const [key = "", ...columns] = head.map(plainText);
  const units = columns.map((_, at) => unitOf(body.map((row) => row[at + 1] ?? "")));
  const shared = new Set(units).size === 1 ? units[0] : undefined;
  const withUnit = (name: string, unit: string | undefined) => unit === undefined ? name : `${name} (${unit})`;
  return [
    [key === "" ? "row" : key, "series", withUnit("value", shared)],
    ...body.flatMap((row) =>
      columns.flatMap((column, at) => {
        const value = valueOf(row[at + 1] ?? "");
        const name = shared === undefined ? withUnit(column, units[at]) : column;
        return value === "" ? [] : [[valueOf(row[0] ?? ""), name, value]];
      })
    ),
  ];
}

function plainText(shown: string): string {
  return shown.replace(/\s+/g, " ").trim();
}

/** The unit of a column all of whose values have it. */
function unitOf(cells: readonly string[]): string | undefined {
  const found = new Set(
    cells.map(plainText).filter((text) => text !== "" && text !== "–").map((text) =>
      /^[−-]?[\d,.]+ (%|ms|s)$/.exec(text)?.[1]
    ),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

/** A cell's number as programs write it, without its unit; of what is no number the text. */
function valueOf(shown: string): string {
  const text = plainText(shown);
  if (text === "–") return "";
  // Grouped thousands, and the space before a unit, are for readers.
  const number = text.replace(/(?<=\d),(?=\d{3}(?!\d))/g, "").replace(/^[−-]/, "-").replace(/ (?:%|ms|s)$/, "");
  return NUMBER_TEXT.test(number) ? number : text;
}

const NUMBER_TEXT = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

/**
 * Rows of fields as comma-separated values, with nothing that a spreadsheet would take for a formula.
 *
 * Source: RFC 4180.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(",")}\r\n`).join("");
}

function csvField(text: string): string {
  const safe = /^[=+@-]/.test(text) && !NUMBER_TEXT.test(text) ? `'${text}` : text;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Two buttons: data as CSV, and a picture of them as PNG.
 *
 * @param name Of the files, without their ends.
 * @param title Says of what, for whoever hears the buttons' names.
 * @param data Rows of fields, the header first.
 */
export function downloadButtons(
  name: string,
  title: string,
  data: () => readonly (readonly string[])[],
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
    saveFile(`${name}.csv`, new Blob([csvOf(data())], { type: "text/csv" }));
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
  const shown = () => [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? ""));
  const { spec } = figure.dataset;
  const ranges = spec === undefined ? undefined : rangeRows(JSON.parse(spec));
  drawing.after(downloadButtons(figure.id, title, () => ranges ?? tidyRows(shown()), () => finePicture(canvas, title)));
}

/** Of a chart of ranges: each value with the ends of its range, which its table has in words. */
export function rangeRows({ type, x, labels, series }: ChartSpec): string[][] | undefined {
  if (type !== "range") return undefined;
  const [, name = x, unit] = /^(.*), (%)$/.exec(x) ?? [];
  const of = (what: string) => unit === undefined ? what : `${what} (${unit})`;
  const number = (value: number | undefined) => value === undefined ? "" : String(Number(value.toPrecision(6)));
  return [
    ["row", "series", of(name.toLowerCase()), of("lower end"), of("upper end")],
    ...series.flatMap(({ name, values, ranges = [] }) =>
      values.flatMap((value, at) =>
        value === null
          ? []
          : [[labels[at] ?? "", name, number(value), number(ranges[at]?.[0]), number(ranges[at]?.[1])]]
      )
    ),
  ];
}

/** A picture twice as fine as the page is at least: the chart is drawn so for as long as it takes. */
function finePicture(canvas: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const chart = Chart.getChart(canvas);
  const drawAt = (ratio: number): void => {
    if (chart === undefined) return;
    chart.options.devicePixelRatio = ratio;
    chart.resize();
  };
  drawAt(Math.max(2, devicePixelRatio));
  const picture = pictureOf(canvas, title);
  drawAt(devicePixelRatio);
  return picture;
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
