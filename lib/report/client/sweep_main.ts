import type { Chart as ChartClass } from "chart.js";
import { formatRecordJson } from "../../record/record_json.ts";
import { addDownloads, saveFile } from "./chart_downloads.ts";
import { setUpPageState } from "./page_state.ts";
import { plainChart } from "./plain_chart.ts";
import { readTheme, whenColoursChange } from "./theme.ts";

declare const Chart: typeof ChartClass;

const charts: ChartClass[] = [];

function drawAll(): void {
  for (const chart of charts.splice(0)) chart.destroy();
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-spec]")) {
    const canvas = figure.querySelector("canvas");
    if (canvas !== null) {
      charts.push(new Chart(canvas, plainChart(JSON.parse(figure.dataset.spec!), false, readTheme())));
    }
  }
}

/** Hands the record to the reader, byte for byte `results.json`. */
function downloadResults(): void {
  const record: unknown = JSON.parse(document.getElementById("run-record")?.textContent ?? "{}");
  saveFile("results.json", new Blob([formatRecordJson(record)], { type: "application/json" }));
}

for (const part of document.querySelectorAll<HTMLElement>(".drawing, .actions")) part.hidden = false;
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-spec]")) addDownloads(figure);
drawAll();
whenColoursChange(drawAll);
document.getElementById("download-record")?.addEventListener("click", downloadResults);
setUpPageState();
