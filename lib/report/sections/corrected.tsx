import type { JSX } from "preact";
import { CLASSES } from "../../data/dataset.ts";
import type { CorrectedRecord } from "../../record/record.ts";
import { wilsonInterval } from "../../statistics/wilson.ts";
import { Card } from "../components/card.tsx";
import { ChartFigure } from "../components/chart_figure.tsx";
import { ConfusionMatrix } from "../components/confusion_matrix.tsx";
import { DataTable, Section } from "../components/text.tsx";
import { formatCount, formatInterval, formatRate, formatShare, rateOrDash } from "../format.ts";
import { ClassAccuracy } from "./class_accuracy.tsx";

/** What the notebook's method gives once the label is taken out of it. */
export function CorrectedVerdict({ corrected }: { corrected: CorrectedRecord }): JSX.Element {
  const { stage1, pseudoLabels, stage2 } = corrected;
  const share = formatShare(pseudoLabels.selected - pseudoLabels.wrong, pseudoLabels.selected, 1);
  return (
    <section id="verdict" aria-label="Verdict">
      <ul class="verdict">
        <Card
          kind="free"
          title="Stage 1, ten labelled images a class"
          figure={formatShare(stage1.test.images - stage1.test.labelFreeErrors, stage1.test.images, 1)}
          rate="of the test images right"
          note={intervalNote(stage1.test)}
        />
        <Card
          kind="free"
          title="Its pseudo-labels"
          figure={share}
          rate={`of ${formatCount(pseudoLabels.selected)} kept images right`}
          note={`Kept: ${formatRate(pseudoLabels.coverage, 1)} of the training images.`}
        />
        <Card
          kind="free"
          title="Stage 2, trained on them"
          figure={formatShare(stage2.test.images - stage2.test.labelFreeErrors, stage2.test.images, 1)}
          rate="of the test images right"
          note={intervalNote(stage2.test)}
        />
      </ul>
      <div class="why">
        <h2>What was changed</h2>
        <p>
          This is the notebook step by step, with its own draws, models, thresholds and epochs.{" "}
          <strong>Only the label is taken out of its selection and its score.</strong>{" "}
          Where the notebook compares a model’s answer with the label vector of the picture’s true digit, this run
          compares it with the model’s own. The true labels of unlabelled images are looked at once, at the end, to
          count errors. Guessing would get one in ten right.
        </p>
      </div>
    </section>
  );
}

/** How good the label-free pseudo-labels are, class by class. */
export function CorrectedPseudoLabels({ corrected }: { corrected: CorrectedRecord }): JSX.Element {
  const { settings, pseudoLabels } = corrected;
  const { selected, wrong, byClass, wrongByClass, precisionByClass, coverageByClass, confusion, threshold } =
    pseudoLabels;
  const swallowers = byClass.map((kept, digit) => ({ digit, kept })).filter(({ kept }) =>
    kept > 2 * selected / CLASSES
  );
  const empty = byClass.flatMap((kept, digit) => kept === 0 ? [digit] : []);
  return (
    <Section id="pseudo-labels" title="Pseudo-labels">
      <p>
        The first stage’s models looked at {formatCount(settings.trainImages)} training images and kept{" "}
        {formatCount(selected)}{" "}
        ({formatShare(selected, settings.trainImages)}), those whose own model answers with a similarity above{" "}
        {threshold}. Of the kept, {formatCount(wrong)}{" "}
        ({formatShare(wrong, selected)}) have a pseudo-label that is not their true class.
      </p>
      {swallowers.length > 0 && (
        <p>
          {swallowers.length === 1 ? "One class swallows" : "Some classes swallow"} the others: of all pseudo-labels
          {" "}
          {swallowers.map(({ digit, kept }) => `${formatShare(kept, selected, 0)} say ${digit}`).join(", ")}.
        </p>
      )}
      {empty.length > 0 && (
        <p class="notice">
          No image was taken for a{" "}
          {empty.join(" or a ")}. The second stage has no model for such a class and never answers it; the notebook
          itself would stop with an error.
        </p>
      )}
      <ChartFigure
        id="pseudo-label-chart"
        kind="pseudo-labels"
        title="Images kept by pseudo-label"
        summary="Bar chart of the images kept for each of the ten classes, right and wrong ones stacked. The table below has the data."
      >
        <DataTable
          caption="Images kept by class"
          columns={[
            "Class",
            "Kept with this pseudo-label",
            "Right",
            "Precision",
            "Most of the wrong ones are",
            "Kept of this true class",
          ]}
          rows={byClass.map((kept, digit) => ({
            heading: digit,
            cells: [
              formatCount(kept),
              formatCount(kept - (wrongByClass[digit] ?? 0)),
              rateOrDash(precisionByClass[digit], 1),
              mostSwallowed(confusion, digit),
              rateOrDash(coverageByClass[digit], 1),
            ],
          }))}
        />
      </ChartFigure>
      <ConfusionMatrix
        title="True class (rows) and pseudo-label (columns)"
        matrix={confusion}
        errors={wrong}
        images={selected}
      />
    </Section>
  );
}

/** Both scores of both stages on both sets; the label-informed one only for comparison. */
export function CorrectedScores({ corrected }: { corrected: CorrectedRecord }): JSX.Element {
  const { stage1, stage2 } = corrected;
  const sets = [
    ["Stage 1, test", stage1.test],
    ["Stage 1, training", stage1.train],
    ["Stage 2, test", stage2.test],
    ["Stage 2, training", stage2.train],
  ] as const;
  return (
    <Section id="scores" title="All scores">
      <p>
        The label-free score is the result. The label-informed one is what the notebook’s scorer would say of the same
        models; nothing in this run was decided by it.
      </p>
      <DataTable
        caption="Errors by stage, set and score"
        columns={["Models and set", "Images", "Label-free errors", "Rate", "Label-informed errors", "Rate"]}
        rows={sets.map(([heading, { images, labelFreeErrors, labelInformedErrors }]) => ({
          heading,
          cells: [
            formatCount(images),
            formatCount(labelFreeErrors),
            formatShare(labelFreeErrors, images),
            formatCount(labelInformedErrors),
            formatShare(labelInformedErrors, images),
          ],
        }))}
      />
      <ClassAccuracy story={corrected} />
    </Section>
  );
}

function intervalNote({ images, labelFreeErrors }: { images: number; labelFreeErrors: number }): string {
  if (images === 0) return "No test image.";
  const interval = formatInterval(wilsonInterval(images - labelFreeErrors, images));
  return `${formatCount(labelFreeErrors)} errors in ${formatCount(images)}; 95 % interval ${interval} right.`;
}

/** The true class that is most often taken for this one. */
function mostSwallowed(confusion: readonly (readonly number[])[], digit: number): string {
  const counts = confusion.map((row, truth) => truth === digit ? 0 : row[digit] ?? 0);
  const most = Math.max(...counts);
  return most === 0 ? "–" : `${counts.indexOf(most)} (${formatCount(most)})`;
}
