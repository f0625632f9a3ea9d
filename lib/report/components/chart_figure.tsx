import type { ComponentChildren, JSX } from "preact";
import type { ChartSpec } from "../client/plain_chart.ts";
import { Details } from "./text.tsx";

/** Which of the client's charts a figure shows. */
export type ChartKind =
  | "pseudo-labels"
  | "loss-curves"
  | "tries"
  | "losses-by-try"
  | "seed-test-errors"
  | "seed-train-errors"
  | "seed-pseudo-labels"
  | "seed-losses"
  | "seed-tries";

/** What a {@linkcode ChartFigure} is told. */
export interface ChartFigureProps {
  readonly id: string;
  /** A chart that the client draws from the record. */
  readonly kind?: ChartKind;
  /** A chart that is ready to draw. */
  readonly spec?: ChartSpec;
  readonly stage?: "stage1" | "stage2";
  readonly title: string;
  /** What the chart shows, for whoever cannot see it. */
  readonly summary: string;
  /** Offers a logarithmic axis; given as whether it starts so. */
  readonly logarithmic?: boolean;
  /** Offers to show one line by itself: the lines' names, in the order of the chart's. */
  readonly isolate?: readonly string[] | undefined;
  /** Figures that are not the run's own, such as the notebook's, for the client to draw beside it. */
  readonly reference?: readonly number[];
  /** Whether the table is open from the start. */
  readonly open?: boolean;
  /** The chart's data as a table. */
  readonly children: ComponentChildren;
}

/**
 * A chart with its data as a table. The drawing and its controls stay hidden until the client code has run, so that a
 * page without JavaScript shows no empty frames.
 */
export function ChartFigure(props: ChartFigureProps): JSX.Element {
  const { id, kind, spec, stage, title, summary, logarithmic, isolate, reference, open, children } = props;
  return (
    <figure
      class="chart"
      id={id}
      data-chart={kind ?? "plain"}
      data-spec={spec && JSON.stringify(spec)}
      data-stage={stage}
      data-reference={reference?.join(",")}
    >
      <figcaption>{title}</figcaption>
      {(logarithmic !== undefined || isolate) && (
        <div class="controls" hidden>
          {logarithmic !== undefined && (
            <label>
              <input type="checkbox" data-control="log" checked={logarithmic} autocomplete="off" /> Logarithmic scale
            </label>
          )}
          {isolate && (
            <label>
              Show{" "}
              <select data-control="line" autocomplete="off">
                <option value="">all</option>
                {isolate.map((name, place) => <option value={String(place)}>{name}</option>)}
              </select>
            </label>
          )}
        </div>
      )}
      <div class="drawing" hidden>
        <canvas role="img" aria-label={summary}></canvas>
      </div>
      <Details summary="The data as a table" open={open} data>{children}</Details>
    </figure>
  );
}
