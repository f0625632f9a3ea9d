import type { RunChart } from "../index/run_charts.ts";
import type { RunFact } from "../index/run_facts.ts";
import { addDownloads } from "./chart_downloads.ts";
import { overlay } from "./index_charts.ts";
import { setUpPageState } from "./page_state.ts";
import { whenColoursChange } from "./theme.ts";

/** What the page carries of each run. */
interface IndexData {
  readonly groups: readonly string[];
  readonly runs: readonly {
    readonly folder: string;
    readonly facts: readonly RunFact[];
    readonly charts: readonly RunChart[];
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

/** Lists what differs between the two runs chosen, and lays their charts over each other. */
function compare(): void {
  const rows = part("rows");
  const status = part("status");
  const [first, second] = ["first", "second"].map((name) =>
    data.runs.find(({ folder }) => folder === part<HTMLSelectElement>(name)?.value)
  );
  if (rows === null || status === null || first === undefined || second === undefined) return;
  rows.replaceChildren();
  const values = [first, second].map(({ facts }) => new Map(facts.map(({ name, value }) => [name, value])));
  const groups = new Map([...first.facts, ...second.facts].map(({ name, group }) => [name, group]));
  let differing = 0;
  for (const group of data.groups) {
    const made: HTMLTableRowElement[] = [];
    for (const [name, of] of groups) {
      const [left, right] = values.map((map) => map.get(name));
      if (of !== group || left === right) continue;
      const row = document.createElement("tr");
      row.append(
        cell("th", name, "row"),
        cell("td", textOf(left)),
        cell("td", textOf(right)),
        cell("td", change(left, right)),
      );
      made.push(row);
    }
    if (made.length === 0) continue;
    differing += made.length;
    const heading = cell("th", group, "rowgroup");
    heading.colSpan = 4;
    const row = document.createElement("tr");
    row.append(heading);
    rows.append(row, ...made);
  }
  status.textContent = first === second
    ? "That is one and the same run."
    : `${differing} of ${groups.size} facts differ.`;
  overlay(first, second);
}

document.getElementById("compare")?.addEventListener("change", compare);
for (const [name, hidden] of [["without", true], ["whole", false]] as const) {
  const found = part(name);
  if (found !== null) found.hidden = hidden;
}
for (const figure of document.querySelectorAll<HTMLElement>("figure[data-group]")) addDownloads(figure);
compare();
whenColoursChange(compare);
setUpPageState();
