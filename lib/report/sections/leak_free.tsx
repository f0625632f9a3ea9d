import type { JSX } from "preact";
import type { LeakFreeRecord, Provenance } from "../../record/record.ts";
import type { CellPictures } from "../../record/pictures.ts";
import { Card } from "../components/card.tsx";
import { ConfusionPair } from "../components/confusion_pair.tsx";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import { formatCount, formatInterval, formatRate, formatShare, shorten } from "../format.ts";
import { classCount } from "../classes_of.ts";
import { Baselines, Clustering } from "./baselines.tsx";
import { Constants } from "./constants.tsx";
import { ClassErrors } from "./class_accuracy.tsx";
import { Field } from "./field.tsx";
import { NetworkLoss } from "./network_loss.tsx";
import { groupWarnings } from "../group_warnings.ts";
import {
  comparableField,
  drawsText,
  errorInterval,
  headRate,
  labelCount,
  labelsOf,
  meanRate,
} from "../leak_free_text.ts";
import { formatDecimal, percentDigits } from "../../statistics/decimals.ts";

/** The leak-free method beside what it is compared with, and what it was allowed to see. */
export function LeakFreeVerdict(
  { leakFree, provenance }: { leakFree: LeakFreeRecord; provenance: Provenance },
): JSX.Element {
  const { baselines, testImages, trainImages, prior } = leakFree;
  const plain = baselines.nearestPixelsTestErrors.length > 0 &&
    meanRate(baselines.nearestPixelsTestErrors, testImages);
  const labels = labelsOf(leakFree);
  const field = comparableField(leakFree, provenance);
  // The best that is not only reported.
  const best = field.find(({ read }) => read);
  const [first] = field;
  const spread = leakFree.draws.some(({ groups }) => groups?.way !== "groups");
  return (
    <section id="verdict" aria-label="Verdict">
      <ul class="verdict">
        <LeakFreeCard leakFree={leakFree} />
        {best && first && (
          <Card
            kind="claimed"
            title={`The field’s best with ${labelCount(leakFree)}`}
            figure={formatDecimal(best.errorPercent, 2)}
            unit="% errors"
            note={`${best.method}, ${best.source}.${
              best === first ? "" : ` ${formatDecimal(first.errorPercent, 2)} % is reported for ${first.method}.`
            }`}
          />
        )}
        {plain && (
          <Card
            title="The plainest method, same labels"
            figure={percentDigits(plain.mean)}
            unit="% errors"
            note="A test image is what the most similar labelled image is, pixel by pixel."
          />
        )}
      </ul>
      {provenance.dataset.name !== "MNIST" && (
        <p class="notice">
          This run used{" "}
          <Foreign text={shorten(provenance.dataset.name, 60)} />. The method’s constants were chosen on MNIST; nothing
          was adapted to this data set.
        </p>
      )}
      <div class="why">
        <h2>What it was allowed to see</h2>
        <p>
          {labels === 0
            ? (
              <>
                <strong>No label at all: {formatCount(trainImages)} training images.</strong>{" "}
                All labels lie with an evaluator that answers once, after the last decision. It names each group by the
                class that fits best (Hungarian matching with the training labels), so that errors can be counted;
                nothing else follows from these names. Two things are assumed: that there are {classCount(leakFree)}
                {" "}
                classes, and the method’s constants.
              </>
            )
            : (
              <>
                <strong>
                  {formatCount(labels)} labels and {formatCount(trainImages)} training images;
                </strong>{" "}
                no other label came near a decision of this run. The labels of the other{" "}
                {formatCount(trainImages - labels)}{" "}
                training images and of the test images lie with an evaluator that answers once, after the last decision.
              </>
            )} Test images are not learned from, and each is predicted by itself. {spread && prior
            ? "Where labels had to spread, classes were assumed to be roughly equally frequent."
            : "Nothing is assumed about how frequent classes are."}
          {provenance.dataset.name === "MNIST" && <Constants leakFree={leakFree} />}
        </p>
      </div>
    </section>
  );
}

/**
 * The verdict's card for the leak-free method.
 *
 * @param other Whether it stands beside the notebook's figures, which are numbers of errors.
 */
export function LeakFreeCard({ leakFree, other = false }: { leakFree: LeakFreeRecord; other?: boolean }): JSX.Element {
  const { interval, of } = errorInterval(leakFree);
  const { meanErrorRate, testImages } = leakFree;
  const { rate, range } = headRate(leakFree);
  const errors = (share: number) => formatDecimal(share * testImages, 0);
  const figure = other ? formatCount(Number(errors(rate))) : percentDigits(rate);
  const rangeText = range && (other ? `${errors(range.lower)} to ${errors(range.upper)}` : formatInterval(range));
  return (
    <Card
      kind="honest"
      title={`Leak-free, ${labelCount(leakFree)}`}
      figure={figure}
      unit={other ? figure === "1" ? "error" : "errors" : "% errors"}
      rate={`in ${formatCount(testImages)} test images, ${other ? `${formatRate(rate)}, ` : ""}${
        rangeText === undefined ? drawsText(leakFree) : `median of ${drawsText(leakFree)}, ${rangeText}`
      }`}
      note={`${range ? `The mean is ${formatRate(meanErrorRate)}. ` : ""}95 % interval ${of}: ${
        formatInterval(interval)
      }.`}
    />
  );
}

/** The error beside the field's table and the baselines, and draw by draw. */
export function LeakFree(
  { leakFree, provenance, cells }: {
    leakFree: LeakFreeRecord;
    provenance: Provenance;
    cells?: CellPictures | undefined;
  },
): JSX.Element {
  const { draws, testImages } = leakFree;
  const plain = leakFree.baselines.nearestPixelsTestErrors.length > 0;
  const spread = leakFree.stdErrorRate === null
    ? ""
    : ` That is their median; the mean is ${formatRate(leakFree.meanErrorRate)}, the standard deviation between them ${
      formatRate(leakFree.stdErrorRate, 3)
    }, the worst ${formatRate(leakFree.worstErrorRate)}.`;
  const warnings = groupWarnings(leakFree);
  const field = comparableField(leakFree, provenance);
  return (
    <Section id="leak-free" title="Leak-free">
      <p>
        The training images are a graph of images that look alike even when bent. It falls into {classCount(leakFree)}
        {" "}
        groups, which {labelsOf(leakFree) === 0 ? "nothing names" : "the labelled images name"}
        {draws.some(({ groups }) => groups?.way === "spreading") &&
          "; where these groups do not hold, labels spread over the graph instead"}. A test image becomes what its
        neighbours{" "}
        {draws.some(({ members }) => members > 0) ? "and a network trained on these labels say together" : "are"}.{" "}
        {formatRate(headRate(leakFree).rate)} of the test images are misread: {drawsText(leakFree)}
        {labelsOf(leakFree) === 0 ? " of partitions and networks" : " of labelled images"}.{spread}
      </p>
      {warnings.length > 0 && <ul class="notice">{warnings.map((warning) => <li>{warning}.</li>)}</ul>}
      <Clustering leakFree={leakFree} />
      {field.length > 0 && <Field leakFree={leakFree} figures={field} />}
      <Baselines leakFree={leakFree} />
      <DataTable
        caption="Draw by draw"
        columns={[
          "Draw",
          "Labels",
          "Preset",
          "Test errors",
          "Rate",
          "Vote alone",
          "Way",
          "Pseudo-labels wrong, at first",
          "At last",
          ...(plain ? ["Nearest pixels", "Pixel graph"] : []),
        ]}
        rows={draws.map((draw, i) => ({
          heading: draw.drawSeed === null ? "from a file" : `seed\u00a0${draw.drawSeed}`,
          cells: [
            formatCount(draw.labelledTrainIndices.flat().length),
            draw.preset,
            formatCount(draw.testErrors),
            formatShare(draw.testErrors, testImages),
            formatCount(draw.graphTestErrors),
            draw.groups?.way ?? "spreading",
            formatCount(draw.pseudoLabels.first.wrong),
            formatCount(draw.pseudoLabels.second.wrong),
            ...(plain
              ? [
                formatCount(leakFree.baselines.nearestPixelsTestErrors[i] ?? 0),
                formatCount(leakFree.baselines.pixelGraphTestErrors[i] ?? 0),
              ]
              : []),
          ],
        }))}
      />
      <NetworkLoss leakFree={leakFree} />
      <ClassErrors leakFree={leakFree} />
      <h3>Which digit is taken for which</h3>
      <ConfusionPair
        id="leak-free-matrices"
        matrices={[{
          title: draws.length === 1 ? "Test images" : `Test images, ${drawsText(leakFree)} together`,
          matrix: sumOf(draws.map(({ confusion }) => confusion)),
          errors: draws.reduce((total, { testErrors }) => total + testErrors, 0),
          images: draws.length * testImages,
          name: cells?.matrices["leak-free"] && "leak-free",
        }]}
      />
    </Section>
  );
}

function sumOf(matrices: readonly (readonly (readonly number[])[])[]): number[][] {
  return (matrices[0] ?? []).map((row, y) =>
    row.map((_, x) => matrices.reduce((total, matrix) => total + (matrix[y]?.[x] ?? 0), 0))
  );
}
