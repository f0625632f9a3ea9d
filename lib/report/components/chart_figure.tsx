import type { ComponentChildren, JSX } from "preact";
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
  readonly kind: ChartKind;
  readonly stage?: "stage1" | "stage2";
  readonly title: string;
  /** What the chart shows, for whoever cannot see it. */
  readonly summary: string;
  /** Offers a logarithmic axis; given as whether it starts so. */
  readonly logarithmic?: boolean;
  /** Offers to show one digit by itself. */
  readonly isolate?: boolean;
  /** Figures that are not the run's own, such as the notebook's, for the client to draw beside it. */
  readonly reference?: readonly number[];
  /** The chart's data as a table. */
  readonly children: ComponentChildren;
}

/**
 * A chart with its data as a table. The drawing and its controls stay hidden until the client code has run, so that a
 * page without JavaScript shows no empty frames.
 */
export function ChartFigure(props: ChartFigureProps): JSX.Element {
  const { id, kind, stage, title, summary, logarithmic, isolate, reference, children } = props;
  return (
    <figure class="chart" id={id} data-chart={kind} data-stage={stage} data-reference={reference?.join(",")}>
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
              <select data-control="digit" autocomplete="off">
                <option value="">all digits</option>
                {Array.from({ length: 10 }, (_, digit) => <option value={String(digit)}>digit {digit}</option>)}
              </select>
            </label>
          )}
        </div>
      )}
      <div class="drawing" hidden>
        <canvas role="img" aria-label={summary}></canvas>
      </div>
      <Details summary="The data as a table">{children}</Details>
    </figure>
  );
}
