import type { Chart as ChartClass } from "chart.js";
import type { BenchRecord } from "../../bench/bench_record.ts";
import { formatRecordJson } from "../../record/record_json.ts";
import { scalingChart } from "./bench_charts.ts";
import { addDownloads, saveFile } from "./chart_downloads.ts";
import { readTheme, whenColoursChange } from "./theme.ts";

declare const Chart: typeof ChartClass;

// The page was rendered from it, so it needs no second validation.
const bench: BenchRecord = JSON.parse(document.getElementById("run-record")?.textContent ?? "{}");
const charts: ChartClass[] = [];

function drawAll(): void {
  for (const chart of charts.splice(0)) chart.destroy();
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-scaling]")) {
    const canvas = figure.querySelector("canvas");
    const scaling = [...bench.scaling ?? [], ...bench.leakFree ? [bench.leakFree.draws] : []].find(({ of }) =>
      of === figure.dataset.scaling
    );
    if (canvas === null || scaling === undefined) continue;
    charts.push(new Chart(canvas, scalingChart(scaling, readTheme())));
  }
}

/** Hands the record to the reader, byte for byte `bench.json`. */
function downloadBench(): void {
  saveFile("bench.json", new Blob([formatRecordJson(bench)], { type: "application/json" }));
}

for (const part of document.querySelectorAll<HTMLElement>(".drawing, .actions")) part.hidden = false;
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-scaling]")) addDownloads(figure);
drawAll();
whenColoursChange(drawAll);
document.getElementById("download-record")?.addEventListener("click", downloadBench);
