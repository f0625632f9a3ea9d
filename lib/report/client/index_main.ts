import type { RunChart } from "../index/run_charts.ts";
import type { RunFact } from "../index/run_facts.ts";
import type { RunGround } from "../index/run_results.ts";
import { addDownloads } from "./chart_downloads.ts";
import { ordinalOf, overlay } from "./index_charts.ts";
import { setUpRunTable } from "./run_table.ts";
import { setUpPageState } from "./page_state.ts";
import { whenColoursChange } from "./theme.ts";

/** What the page carries of each run. */
interface IndexData {
  readonly groups: readonly string[];
  readonly runs: readonly {
    readonly folder: string;
    readonly facts: readonly RunFact[];
    readonly charts: readonly RunChart[];
    readonly ground: readonly RunGround[];
  }[];
}

const data: IndexData = JSON.parse(document.getElementById("run-record")?.textContent ?? '{"groups":[],"runs":[]}');
const NUMBERS = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 });
const SHORT = 160;

/** A part of the comparison by its `data-part`. */
function part<T extends HTMLElement>(name: string): T | null {
  return document.querySelector<T>(`#compare [data-part=${name}]`);
}

function textOf(value: string | number | undefined): string {
  if (value === undefined) return "–";
  const text = typeof value === "number" ? NUMBERS.format(value) : value;
  return text.length > SHORT ? `${text.slice(0, SHORT)}…` : text || "none";
}

/** How far the second number is from the first; nothing for what is no number. */
function change(first: string | number | undefined, second: string | number | undefined): string {
  if (typeof first !== "number" || typeof second !== "number") return "";
  return `${second > first ? "+" : "−"}${NUMBERS.format(Math.abs(second - first))}`;
}

function cell(name: "td" | "th", text: string, scope?: string): HTMLTableCellElement {
  const made = document.createElement(name);
  // Texts of a record may run from right to left.
  const isolated = document.createElement("bdi");
  isolated.textContent = text;
  made.append(isolated);
  if (scope !== undefined) made.scope = scope;
  return made;
}

/** The runs that are chosen, each once but for the first two. */
function chosenRuns(): IndexData["runs"] {
  const named = (folder: string | undefined) => data.runs.filter((run) => run.folder === folder);
  const pair = ["first", "second"].flatMap((name) => named(part<HTMLSelectElement>(name)?.value));
  const more = [...document.querySelectorAll<HTMLInputElement>("#compare [data-more]:checked")]
    .flatMap(({ dataset }) => named(dataset["more"])).filter((run) => !pair.includes(run));
  return [...pair, ...more];
}

/** Says in what the runs differ that keeps their errors from being compared as they stand. */
function warn(runs: IndexData["runs"]): void {
  const warnings = part("warnings");
  if (warnings === null) return;
  const differing = (runs[0]?.ground ?? []).flatMap(({ name }) => {
    const found = runs.map(({ ground }) => ground.find((entry) => entry.name === name));
    if (new Set(found.map((entry) => entry?.key)).size < 2) return [];
    const values = [...new Set(found.map((entry) => entry?.value ?? "none"))];
    return [
      `${name} (${values.length === 1 ? "by their checksums" : values.map((value) => textOf(value)).join("; ")})`,
    ];
  });
  warnings.replaceChildren();
  if (differing.length === 0) return;
  const strong = Object.assign(document.createElement("strong"), { textContent: "Not alike. " });
  const isolated = document.createElement("bdi");
  isolated.textContent = `These runs differ in ${differing.join(", ")}: their errors do not compare as they stand.`;
  const notice = Object.assign(document.createElement("p"), { className: "notice" });
  notice.append(strong, isolated);
  warnings.append(notice);
}

/** Lists what differs between the runs chosen, and lays their charts over each other. */
function compare(): void {
  const [columns, rows, status] = [part("columns"), part("rows"), part("status")];
  const runs = chosenRuns();
  const [first, second] = runs;
  if (columns === null || rows === null || status === null || first === undefined || second === undefined) return;
  rows.replaceChildren();
  const pair = runs.length === 2;
  const heads = document.createElement("tr");
  const names = pair
    ? ["First", "Second", "Second less first"]
    : runs.map(({ folder }, at) => `${ordinalOf(at)}: ${folder}`);
  heads.append(...["What", ...names].map((name) => cell("th", textOf(name), "col")));
  columns.replaceChildren(heads);
  const values = runs.map(({ facts }) => new Map(facts.map(({ name, value }) => [name, value])));
  const groups = new Map(runs.flatMap(({ facts }) => facts).map(({ name, group }) => [name, group]));
  let differing = 0;
  for (const group of data.groups) {
    const made: HTMLTableRowElement[] = [];
    for (const [name, of] of groups) {
      const found = values.map((map) => map.get(name));
      if (of !== group || new Set(found).size < 2) continue;
      const row = document.createElement("tr");
      row.append(
        cell("th", name, "row"),
        ...found.map((value) => cell("td", textOf(value))),
        ...(pair ? [cell("td", change(found[0], found[1]))] : []),
      );
      made.push(row);
    }
    if (made.length === 0) continue;
    differing += made.length;
    const heading = cell("th", group, "rowgroup");
    heading.colSpan = 1 + names.length;
    const row = document.createElement("tr");
    row.append(heading);
    rows.append(row, ...made);
  }
  status.textContent = pair && first === second
    ? "That is one and the same run."
    : `${differing} of ${groups.size} facts differ.`;
  warn(runs);
  overlay(runs);
}

document.getElementById("compare")?.addEventListener("change", compare);
for (const note of document.querySelectorAll<HTMLElement>(".without-script")) note.hidden = true;
const whole = part("whole");
if (whole !== null) whole.hidden = false;
setUpRunTable();
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-group]")) addDownloads(figure);
compare();
whenColoursChange(compare);
setUpPageState();
