import type { Chart as ChartClass } from "chart.js";
import type { RunChart } from "../index/run_charts.ts";
import { type ChartSpec, plainChart } from "./plain_chart.ts";
import { formatRate } from "../format.ts";
import { readTheme } from "./theme.ts";

declare const Chart: typeof ChartClass;

/** A run as the charts name and know it. */
export interface ChartedRun {
  readonly folder: string;
  readonly charts: readonly RunChart[];
}

const LONGEST_FOLDER = 40;
const overlaid = new Map<HTMLElement, ChartClass>();

/** Lays the charts of runs over each other, each group in its figure, with the choices that at least one of them has. */
export function overlay(runs: readonly ChartedRun[]): void {
  for (const figure of document.querySelectorAll<HTMLElement>("figure[data-group]")) {
    const choice = figure.querySelector<HTMLSelectElement>("[data-control=chart]");
    if (choice === null) continue;
    const names = new Set(
      runs.flatMap(({ charts }) => charts)
        .filter(({ group }) => group === figure.dataset.group).map(({ name }) => name),
    );
    figure.hidden = names.size === 0;
    const chosen = names.has(choice.value) ? choice.value : [...names][0] ?? "";
    for (const option of choice.options) option.hidden = option.disabled = !names.has(option.value);
    choice.value = chosen;
    if (!figure.hidden) showOverlay(figure, specOf(figure.dataset.group ?? "", chosen, runs));
  }
}

const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth"];

/** "First", "Second"; beyond the fifth "Run 6". */
export function ordinalOf(place: number): string {
  return ORDINALS[place] ?? `Run ${place + 1}`;
}

function specOf(group: string, name: string, runs: readonly ChartedRun[]): ChartSpec {
  const found = runs.map(({ charts }) => charts.find((chart) => chart.group === group && chart.name === name));
  const longest = found.reduce((a, b) => (b?.labels.length ?? 0) > (a?.labels.length ?? 0) ? b : a);
  return {
    type: group === "loss" ? "line" : "bar",
    x: longest?.x ?? "",
    y: group === "loss" ? "Loss" : group === "tries" ? "Tries" : "Wrong",
    labels: longest?.labels ?? [],
    share: group === "errors",
    series: runs.map(({ folder }, place) => ({
      name: `${ordinalOf(place)}: ${folder.length > LONGEST_FOLDER ? `${folder.slice(0, LONGEST_FOLDER)}…` : folder}`,
      ...(place === 0 && { colour: "right" as const }),
      ...(place === 1 && { colour: "wrong" as const }),
      faint: place === 1,
      values: (longest?.labels ?? []).map((_, at) => found[place]?.values[at] ?? null),
    })),
  };
}

function showOverlay(figure: HTMLElement, spec: ChartSpec): void {
  const canvas = figure.querySelector("canvas");
  const [head, body] = [figure.querySelector("thead"), figure.querySelector("tbody")];
  if (canvas === null || head === null || body === null) return;
  const log = figure.querySelector<HTMLInputElement>("[data-control=log]")?.checked ?? false;
  overlaid.get(figure)?.destroy();
  overlaid.set(figure, new Chart(canvas, plainChart(spec, log, readTheme())));
  const columns = document.createElement("tr");
  columns.append(
    ...[spec.x, ...spec.series.map(({ name }) => name)].map((textContent) =>
      Object.assign(document.createElement("th"), { scope: "col", textContent })
    ),
  );
  head.replaceChildren(columns);
  body.replaceChildren(...spec.labels.map((label, at) => {
    const row = document.createElement("tr");
    const heading = Object.assign(document.createElement("th"), { scope: "row", textContent: label });
    row.append(
      heading,
      ...spec.series.map(({ values }) => {
        const value = values[at] ?? null;
        const text = value === null ? "–" : spec.share ? formatRate(value) : String(value);
        return Object.assign(document.createElement("td"), { textContent: text });
      }),
    );
    return row;
  }));
}
