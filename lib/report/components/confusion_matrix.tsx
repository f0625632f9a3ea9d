import type { JSX } from "preact";
import type { MatrixName } from "../../record/pictures.ts";
import { formatCount, formatErrors, formatShare } from "../format.ts";
import { Scroller } from "./text.tsx";

/** Steps of the heat scale; report.css has one class for each. */
const HEAT_STEPS = 8;

/** A confusion matrix as a table: rows are true classes, columns predicted ones; the shade is the share of the row. */
export function ConfusionMatrix(
  { title, matrix, errors, images, name }: {
    title: string;
    matrix: readonly (readonly number[])[];
    errors: number;
    images: number;
    /** Under which the client code finds the images of its cells. */
    name?: MatrixName | undefined;
  },
): JSX.Element {
  const caption = `${title}: ${formatErrors(errors)} in ${formatCount(images)}`;
  return (
    <Scroller label={caption}>
      <table class="confusion" data-matrix={name}>
        <caption>
          <span class="caption">{caption}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">True class, then predicted class</span>
            </th>
            {matrix.map((_, predicted) => <th scope="col">{predicted}</th>)}
            <th scope="col">Right</th>
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, truth) => {
            const total = row.reduce((sum, cell) => sum + cell, 0);
            return (
              <tr>
                <th scope="row">{truth}</th>
                {row.map((cell, predicted) => <td class={heatClass(cell, total, truth === predicted)}>{cell}</td>)}
                <td class="total">{formatShare(row[truth] ?? 0, total, 1)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

/** Square-root steps, so that a few errors in a thousand images still show. */
function heatClass(cell: number, total: number, right: boolean): string {
  const step = cell === 0 ? 0 : Math.max(1, Math.round(HEAT_STEPS * Math.sqrt(cell / total)));
  return `${right ? "right" : "wrong"} heat-${step}`;
}
