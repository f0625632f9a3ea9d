import type { Chart as ChartClass, ChartConfiguration } from "chart.js";
import { addDownloads, saveFile } from "./chart_downloads.ts";
import { type ChartChoices, chartConfiguration } from "./charts.ts";
import { setUpContentsMenu } from "./contents_menu.ts";
import { setUpCopyButtons } from "./copy_buttons.ts";
import { formatRecordJson } from "../../record/record_json.ts";
import { setUpDigit } from "./digit.ts";
import { foldOnPhones } from "./fold_on_phones.ts";
import { isolateLine } from "./isolate_line.ts";
import { setUpPageState } from "./page_state.ts";
import { plainChart } from "./plain_chart.ts";
import { addMatrixDownloads } from "./matrix_downloads.ts";
import { embeddedRecord } from "./record.ts";
import { seedChartConfiguration } from "./seed_charts.ts";
import { readTheme, whenColoursChange } from "./theme.ts";

declare const Chart: typeof ChartClass;

const record = embeddedRecord();
const story = record.published ?? record.corrected;
const drawn = new Map<HTMLElement, ChartClass>();

/** Draws a figure's chart with the reader's choices, in place of the one that is there. */
function draw(figure: HTMLElement): void {
  const canvas = figure.querySelector("canvas");
  const configuration = configurationOf(figure);
  if (canvas === null || configuration === undefined) return;
  drawn.get(figure)?.destroy();
  isolateLine(configuration, figure.querySelector<HTMLSelectElement>("[data-control=line]"));
  drawn.set(figure, new Chart(canvas, configuration));
}

function configurationOf(figure: HTMLElement): ChartConfiguration | undefined {
  const { chart: kind = "", spec } = figure.dataset;
  const [choices, theme] = [choicesOf(figure), readTheme()];
  if (spec !== undefined) return plainChart(JSON.parse(spec), choices.logarithmic, theme);
  if (kind.startsWith("seed-")) return seedChartConfiguration(kind, record.publishedSeeds ?? [], choices, theme);
  return story && chartConfiguration(kind, story, choices, theme);
}

function choicesOf(figure: HTMLElement): ChartChoices {
  return {
    stage: figure.dataset.stage === "stage2" ? "stage2" : "stage1",
    logarithmic: figure.querySelector<HTMLInputElement>("[data-control=log]")?.checked ?? false,
    reference: figure.dataset.reference === undefined ? [] : figure.dataset.reference.split(",").map(Number),
  };
}

function redrawAll(): void {
  for (const figure of drawn.keys()) draw(figure);
}

/** Hands the record to the reader, byte for byte the run's own `run.json`. */
function downloadRecord(): void {
  saveFile("run.json", new Blob([formatRecordJson(record)], { type: "application/json" }));
}

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-chart]")) {
  for (const part of figure.querySelectorAll<HTMLElement>(".drawing, .controls")) part.hidden = false;
  addDownloads(figure);
  figure.addEventListener("change", () => draw(figure));
  draw(figure);
}

for (const table of document.querySelectorAll<HTMLTableElement>("table.confusion")) addMatrixDownloads(table);

const digit = document.querySelector<HTMLElement>("figure.digit");
if (digit !== null) setUpDigit(digit, record.audit?.examples ?? []);

whenColoursChange(redrawAll);

for (const part of document.querySelectorAll<HTMLElement>(".actions, .with-script")) part.hidden = false;
for (const part of document.querySelectorAll<HTMLElement>(".without-script")) part.hidden = true;
document.getElementById("download-record")?.addEventListener("click", downloadRecord);
setUpCopyButtons();
setUpContentsMenu();
foldOnPhones();

setUpPageState();
