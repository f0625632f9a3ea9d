import type { JSX } from "preact";
import type { HardImages, LeakFreeRecord } from "../../run/record.ts";
import { DataTable, Section } from "../components/text.tsx";
import { formatCount, formatRate } from "../format.ts";

const SIDE = 28;
const SHEET_ID = "hardest-sheet";

/** The test images that most draws get wrong, with the neighbours that voted. */
export function Hardest({ hardest, leakFree }: { hardest: HardImages; leakFree: LeakFreeRecord }): JSX.Element {
  const draws = leakFree.draws.length;
  const wrong = new Set(hardest.images.map(({ testIndex }) => testIndex)).size;
  return (
    <Section id="hardest" title="Hardest images">
      <p>
        {draws === 1
          ? `${formatCount(wrong)} test images that are misread`
          : `The ${formatCount(wrong)} test images that most draws misread`}, those first whose true class got the least
        of the vote
        {draws === 1 ? "" : "; the vote is that of the first draw that misreads the image"}. Beside each stand the
        training images that voted, the most alike first, with the label they were given on the way; where it is not the
        true one, the true one follows.
      </p>
      <Sheet sheet={hardest.sheet} />
      <DataTable
        caption="Misread test images, and the neighbours that voted"
        captionHidden
        columns={["Image", "True", "Predicted", "Share of the vote", "Wrong in", "Neighbours and their labels"]}
        rows={hardest.images.map((image) => ({
          heading: (
            <Picture
              place={image.place}
              sheet={hardest.sheet}
              label={`Test image ${image.testIndex}, a ${image.label} taken for a ${image.predicted}`}
            />
          ),
          cells: [
            image.label,
            <strong>{image.predicted}</strong>,
            `${formatRate(image.shares[image.predicted] ?? 0, 0)}, true class ${
              formatRate(image.shares[image.label] ?? 0, 0)
            }`,
            `${image.wrongDraws} of ${draws}`,
            <ul class="neighbours">
              {image.neighbours.map(({ trainIndex, pseudoLabel, label, place }) => (
                <li>
                  <Picture place={place} sheet={hardest.sheet} label={`Training image ${trainIndex}`} />
                  <span>{pseudoLabel === label ? pseudoLabel : `${pseudoLabel} (true: ${label})`}</span>
                </li>
              ))}
            </ul>,
          ],
        }))}
      />
    </Section>
  );
}

/** All pictures of the section, once; each {@linkcode Picture} shows its part of them. */
function Sheet({ sheet }: { sheet: HardImages["sheet"] }): JSX.Element {
  return (
    <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
      <defs>
        <image
          id={SHEET_ID}
          href={`data:image/png;base64,${sheet.pngBase64}`}
          width={SIDE * sheet.columns}
          height={SIDE * sheet.rows}
        />
      </defs>
    </svg>
  );
}

function Picture(
  { place, sheet, label }: { place: number; sheet: HardImages["sheet"]; label: string },
): JSX.Element {
  const [x, y] = [SIDE * (place % sheet.columns), SIDE * Math.floor(place / sheet.columns)];
  return (
    <svg class="picture" viewBox={`${x} ${y} ${SIDE} ${SIDE}`} width="42" height="42" role="img" aria-label={label}>
      <use href={`#${SHEET_ID}`} />
    </svg>
  );
}
