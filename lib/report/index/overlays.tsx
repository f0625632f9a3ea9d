import type { JSX } from "preact";
import { Details, Scroller } from "../components/text.tsx";
import { CHART_GROUPS, type RunChart } from "./run_charts.ts";

const TITLES: Readonly<Record<RunChart["group"], string>> = {
  loss: "Loss curves",
  tries: "Tries",
  errors: "Test images wrong by digit",
};

/** The figures in which the charts of runs are laid over each other; the client code fills them. */
export function Overlays({ charts }: { charts: readonly RunChart[] }): JSX.Element {
  return (
    <>
      {CHART_GROUPS.map((group) => {
        const names = [...new Set(charts.filter((chart) => chart.group === group).map(({ name }) => name))];
        const title = TITLES[group];
        return names.length > 0 && (
          <figure class="chart" id={`compare-${group}`} data-group={group}>
            <figcaption>{title}</figcaption>
            <div class="controls">
              <label>
                Of{" "}
                <select data-control="chart" autocomplete="off">
                  {names.map((name) => <option value={name}>{name}</option>)}
                </select>
              </label>
              {group === "loss" && (
                <label>
                  <input type="checkbox" data-control="log" checked autocomplete="off" /> Logarithmic scale
                </label>
              )}
            </div>
            <div class="drawing">
              <canvas
                role="img"
                aria-label={`${title} of the runs compared, the second one ${
                  group === "loss" ? "dashed" : "as outlines"
                }. The table below has the data.`}
              >
              </canvas>
            </div>
            <Details summary="The data as a table">
              <Scroller label={title}>
                <table>
                  <caption>
                    <span class="caption">{title}</span>
                  </caption>
                  <thead></thead>
                  <tbody></tbody>
                </table>
              </Scroller>
            </Details>
          </figure>
        );
      })}
    </>
  );
}
