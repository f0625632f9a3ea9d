import type { JSX } from "preact";

/** A card of the verdict: one figure, large, and what it is of. */
export function Card(
  { kind, title, figure, unit, rate, note }: {
    /** Which colour it has; none is plain. */
    kind?: "claimed" | "informed" | "free" | "honest";
    title: string;
    figure: string;
    /** Stands behind the figure, as in "errors". */
    unit?: string;
    /** What the figure is out of. */
    rate?: string;
    note: string;
  },
): JSX.Element {
  return (
    <li class={kind === undefined ? "card" : `card ${kind}`}>
      <h2>{title}</h2>
      <p class="figure">
        <strong>{figure}</strong>
        {unit && ` ${unit}`}
      </p>
      {rate && <p class="rate">{rate}</p>}
      <p class="note">{note}</p>
    </li>
  );
}
