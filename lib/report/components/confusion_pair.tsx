import type { JSX } from "preact";
import type { MatrixName } from "../../record/pictures.ts";
import { ConfusionMatrix } from "./confusion_matrix.tsx";

/** A matrix of a pair. */
export interface PairedMatrix {
  readonly title: string;
  readonly matrix: readonly (readonly number[])[];
  readonly errors: number;
  readonly images: number;
  /** Where its cells have pictures. */
  readonly name?: MatrixName | undefined;
}

/**
 * Confusion matrices beside each other. The client code lets the reader switch to per cent and, where there are pictures,
 * open a cell; without it they are plain tables of counts.
 */
export function ConfusionPair({ id, matrices }: { id: string; matrices: readonly PairedMatrix[] }): JSX.Element {
  return (
    <div class="matrices" id={id}>
      <div class="controls" hidden>
        <label>
          <input type="checkbox" data-control="rate" autocomplete="off" /> Per cent of the row
        </label>
        {matrices.some(({ name }) => name !== undefined) && (
          <span class="hint">Choose a cell to see its images; arrow keys move between cells.</span>
        )}
      </div>
      <div class="pair">
        {matrices.map((matrix) => <ConfusionMatrix {...matrix} />)}
      </div>
      {matrices.some(({ name }) => name !== undefined) && (
        <input type="hidden" data-control="cell" value="" autocomplete="off" />
      )}
      {matrices.some(({ name }) => name !== undefined) && (
        <div class="cell-images" hidden>
          <p role="status"></p>
          <ul class="gallery"></ul>
          <button type="button" data-control="close">Close</button>
        </div>
      )}
    </div>
  );
}
