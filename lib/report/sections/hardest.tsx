import type { JSX } from "preact";
import type { HardImages, LeakFreeRecord } from "../../record/record.ts";
import { Sheet, Sprite } from "../components/sprites.tsx";
import { DataTable, Details, Section } from "../components/text.tsx";
import { formatCount, formatRate } from "../format.ts";

const SHEET_ID = "hardest-sheet";
/** Images that are shown before the reader asks for more. */
const AT_ONCE = 6;

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
      <Sheet id={SHEET_ID} sheet={hardest.sheet} />
      <HardTable images={hardest.images.slice(0, AT_ONCE)} hardest={hardest} draws={draws} />
      {hardest.images.length > AT_ONCE && (
        <Details summary={`The other ${formatCount(hardest.images.length - AT_ONCE)}`} data>
          <HardTable images={hardest.images.slice(AT_ONCE)} hardest={hardest} draws={draws} />
        </Details>
      )}
    </Section>
  );
}

function HardTable(
  { images, hardest, draws }: { images: HardImages["images"]; hardest: HardImages; draws: number },
): JSX.Element {
  return (
    <DataTable
      caption="Misread test images, and the neighbours that voted"
      captionHidden
      columns={["Image", "True", "Predicted", "Share of the vote", "Wrong in", "Neighbours and their labels"]}
      rows={images.map((image) => ({
        heading: (
          <Sprite
            id={SHEET_ID}
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
                <Sprite id={SHEET_ID} place={place} sheet={hardest.sheet} label={`Training image ${trainIndex}`} />
                <span>{pseudoLabel === label ? pseudoLabel : `${pseudoLabel} (true: ${label})`}</span>
              </li>
            ))}
          </ul>,
        ],
      }))}
    />
  );
}
