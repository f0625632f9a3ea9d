import type { JSX } from "preact";
import type { HardImages, LeakFreeRecord } from "../../record/record.ts";
import { Sheet, Sprite } from "../components/sprites.tsx";
import { DataTable, Details, Section } from "../components/text.tsx";
import { formatCount, formatRate } from "../format.ts";

const SHEET_ID = "hardest-sheet";
/** Images that are shown before the reader asks for more. */
const AT_ONCE = 6;

/** The test images that most draws get wrong, with the neighbours that voted. */
export function Hardest(
  { hardest, leakFree, digits }: {
    hardest: HardImages;
    leakFree: LeakFreeRecord;
    /** Whether classes are handwritten digits, whose shapes say why they are taken for others. */
    digits: boolean;
  },
): JSX.Element {
  const draws = leakFree.draws.length;
  const wrong = new Set(hardest.images.map(({ testIndex }) => testIndex)).size;
  const shown = Math.max(0, ...hardest.images.map(({ neighbours }) => neighbours.length));
  const { neighbours: voters } = leakFree.graph;
  return (
    <Section id="hardest" title="Hardest images">
      <p>
        {draws === 1
          ? `${formatCount(wrong)} test images that are misread`
          : `The ${formatCount(wrong)} test images that most draws misread`}, those first whose true class got the least
        of the vote
        {draws === 1 ? "" : "; the vote is that of the first draw that misreads the image"}. Beside each stand
        {shown < voters ? ` the ${shown} nearest of the ${voters} ` : ` all ${voters} `}
        training images that voted, the most alike first, with the label they were given on the way; where it is not the
        true one, the true one follows.
      </p>
      <MostFrequent leakFree={leakFree} digits={digits} />
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

/** Why digits are taken for others, where their shapes say it: true class, then what it is taken for. */
const REASONS: Readonly<Record<string, string>> = {
  "1 2":
    "A 1 with a serif and a foot has the outline of a 2: a slope down to the left at the top, a line at the bottom.",
  "4 9": "A 4 that is closed at the top differs from a 9 by its corners alone.",
  "7 2": "A 7 with a bar through its stem has the strokes of a 2 with a loop.",
  "9 4": "A 9 whose ring stays open at the top has the strokes of an open 4.",
  "9 7": "A 9 with a narrow or faint ring is a stem with a stroke at its top, as a 7 is.",
};

/** The cell of the confusion matrix with the most errors, told as what it is. */
function MostFrequent(
  { leakFree: { draws }, digits }: { leakFree: LeakFreeRecord; digits: boolean },
): JSX.Element | null {
  const classes = (draws[0]?.confusion ?? []).map((_, label) => label);
  const cells = classes.flatMap((truth) =>
    classes.filter((taken) => taken !== truth).map((taken) => ({
      truth,
      taken,
      errors: draws.reduce((sum, { confusion }) => sum + (confusion[truth]?.[taken] ?? 0), 0),
    }))
  );
  const [most] = cells.toSorted((a, b) => b.errors - a.errors);
  if (most === undefined || most.errors === 0) return null;
  const all = draws.reduce((sum, { testErrors }) => sum + testErrors, 0);
  const reason = digits && REASONS[`${most.truth} ${most.taken}`];
  return (
    <p>
      <strong>
        Most often a {most.truth} is taken for a {most.taken}: {formatCount(most.errors)} of {formatCount(all)} errors.
      </strong>
      {reason && ` ${reason}`}
    </p>
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
