import type { JSX } from "preact";
import { NOTEBOOK_FIGURES } from "../../config/published_settings.ts";
import type {
  PublishedRecord,
  PublishedSeedsSummary,
  RunRecord,
  SampleSummary,
  SetScores,
} from "../../record/record.ts";
import { wilsonInterval } from "../../statistics/wilson.ts";
import { Card } from "../components/card.tsx";
import { Demonstration } from "../components/demonstration.tsx";
import { RepeatIt } from "../components/repeat_it.tsx";
import { DataTable, Foreign, Section } from "../components/text.tsx";
import type { Comparability } from "../comparability.ts";
import { Constants } from "./constants.tsx";
import { ClassAccuracy } from "./class_accuracy.tsx";
import { LeakFreeCard } from "./leak_free.tsx";
import {
  countOf,
  formatCount,
  formatErrors,
  formatInterval,
  formatMedian,
  formatRate,
  formatShare,
  shorten,
} from "../format.ts";
import { headErrors } from "../head_errors.ts";
import { headRate, labelsOf } from "../leak_free_text.ts";

/** What was claimed, what is true, and why. */
export function Verdict(
  { record, published, compared, seeds }: {
    record: RunRecord;
    published: PublishedRecord;
    compared: Comparability;
    /** Of the run's many seeds, if it has them. */
    seeds?: PublishedSeedsSummary;
  },
): JSX.Element {
  const { test } = published.stage2;
  const { leakFree: honest, provenance, audit } = record;
  const trueErrors = headErrors(published, seeds);
  const name = shorten(provenance.dataset.name, 60);
  return (
    <section id="verdict" aria-label="Verdict">
      <ul class="verdict">
        {compared === "other data" ? null : (
          <ErrorCard
            kind="claimed"
            title="Claimed"
            errors={NOTEBOOK_FIGURES.testErrors}
            images={NOTEBOOK_FIGURES.testImages}
            unit="MNIST test images"
            note={compared === "same"
              ? "What the published notebook prints for itself."
              : "What the published notebook prints for its full run; this run’s numbers do not compare with it."}
          />
        )}
        <ErrorCard
          kind="informed"
          title="The notebook’s score, this run"
          errors={test.labelInformedErrors}
          {...seeds && { seeds: seeds.stage2TestLabelInformedErrors }}
          images={test.images}
          unit="test images"
          note="The same steps again. It is given the right digit before it picks its answer (label-informed)."
        />
        <ErrorCard
          kind="free"
          title="True, the same models"
          errors={test.labelFreeErrors}
          {...seeds && { seeds: seeds.stage2TestLabelFreeErrors }}
          images={test.images}
          unit="test images"
          note={`The right digit is only used to mark the answer (label-free).${
            seeds ? "" : ` 95 % interval ${intervalOf(test)}.`
          }`}
        />
        {honest && <LeakFreeCard leakFree={honest} other />}
      </ul>
      {compared === "other data" && (
        <p class="notice">
          This run used <Foreign text={name} />. The published notebook’s figure,{" "}
          {formatErrors(NOTEBOOK_FIGURES.testErrors)} in{" "}
          {formatCount(NOTEBOOK_FIGURES.testImages)}, is for MNIST; it claims nothing about this data set.
        </p>
      )}
      <div class="shown-and-why">
        <div>
          {audit && <Demonstration examples={audit.examples} />}
          <RepeatIt record={record} />
        </div>
        <div class="why">
          <h2>
            {compared === "same"
              ? `Why ${formatErrors(NOTEBOOK_FIGURES.testErrors)} became ${formatMedian(trueErrors)}`
              : "Why the two scores differ"}
          </h2>
          <p>
            <strong>The true label is an input of the notebook’s prediction.</strong>{" "}
            To score a picture, it compares the answer of each of its ten models with the label vector of the picture’s
            {" "}
            <em>true</em>{" "}
            digit. Each model has learned to give its own digit’s vector for almost anything, so the right model comes
            out on top whatever the picture shows. Take the label away, compare each model’s answer with its own digit’s
            vector, and the same ten models get {formatMedian(trueErrors)} of {formatCount(test.images)}{" "}
            test images wrong{seeds &&
              `, which is the median of ${countOf(seeds.stage2TestLabelFreeErrors.count, "seed")}`}. Pure guessing would
            get nine in ten wrong.
          </p>
          {honest && (
            <p>
              <a href="#leak-free">The leak-free method</a>, given {formatCount(labelsOf(honest))}{" "}
              labelled pictures, gets {formatRate(headRate(honest).rate)}{" "}
              of the test images wrong. It also learns from the other training pictures, without their labels.
              {provenance.dataset.name === "MNIST" && <Constants leakFree={honest} />}
            </p>
          )}
          {seeds && (
            <p>
              Over {formatCount(seeds.stage2TestLabelFreeErrors.count)} seeds the test errors are{" "}
              {spread(seeds.stage2TestLabelInformedErrors)} label-informed and {spread(seeds.stage2TestLabelFreeErrors)}
              {" "}
              label-free (median, lowest to highest).
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

/** Both scores of both stages on both sets. */
export function Scores(
  { published, compared }: { published: PublishedRecord; compared: Comparability },
): JSX.Element {
  const sets: readonly (readonly [string, SetScores, claimed: number | undefined])[] = [
    ["Stage 1, test", published.stage1.test, undefined],
    ["Stage 1, training", published.stage1.train, undefined],
    ["Stage 2, test", published.stage2.test, NOTEBOOK_FIGURES.testErrors],
    ["Stage 2, training", published.stage2.train, NOTEBOOK_FIGURES.trainErrors],
  ];
  const withClaim = compared === "same";
  return (
    <Section id="scores" title="All scores">
      <p>
        Errors of the same models, scored both ways. Test images come with a 95 % Wilson interval of the label-free
        error rate; training images do not, as a part of them was trained on.
      </p>
      <DataTable
        caption="Errors by stage, set and score"
        columns={[
          "Models and set",
          "Images",
          "Label-informed errors",
          "Rate",
          "Label-free errors",
          "Rate",
          "95 % interval",
          ...(withClaim ? ["Notebook claims"] : []),
        ]}
        rows={sets.map(([heading, scores, claimed]) => ({
          heading,
          cells: [
            formatCount(scores.images),
            formatCount(scores.labelInformedErrors),
            formatShare(scores.labelInformedErrors, scores.images),
            formatCount(scores.labelFreeErrors),
            formatShare(scores.labelFreeErrors, scores.images),
            heading.endsWith("test") ? intervalOf(scores) : "–",
            ...(withClaim ? [claimed === undefined ? "–" : formatCount(claimed)] : []),
          ],
        }))}
      />
      <ClassAccuracy story={published} />
    </Section>
  );
}

/** A card of a number of errors. */
function ErrorCard(
  { kind, title, errors, seeds, images, unit, note }: {
    kind: "claimed" | "informed" | "free";
    title: string;
    errors: number;
    /** The same of many seeds, whose median is shown then. */
    seeds?: SampleSummary;
    images: number;
    unit: string;
    note: string;
  },
): JSX.Element {
  const shown = seeds?.median ?? errors;
  const range = seeds === undefined
    ? ""
    : `, median of ${countOf(seeds.count, "seed")}, ${formatCount(seeds.minimum)} to ${formatCount(seeds.maximum)}`;
  return (
    <Card
      kind={kind}
      title={title}
      figure={formatMedian(shown)}
      unit={shown === 1 ? "error" : "errors"}
      rate={`in ${formatCount(images)} ${unit}, ${formatShare(shown, images)}${range}`}
      note={note}
    />
  );
}

function intervalOf({ labelFreeErrors, images }: SetScores): string {
  return images === 0 ? "–" : formatInterval(wilsonInterval(labelFreeErrors, images));
}

function spread({ median, minimum, maximum }: SampleSummary): string {
  return `${formatMedian(median)} (${formatCount(minimum)} to ${formatCount(maximum)})`;
}
