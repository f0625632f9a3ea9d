import type { JSX } from "preact";
import { NOTEBOOK_FIGURES } from "../../config/published_settings.ts";
import type { PublishedSeedRecord, PublishedSeedsSummary, SampleSummary } from "../../record/record.ts";
import { ChartFigure, type ChartKind } from "../components/chart_figure.tsx";
import { DataTable, Details, Section } from "../components/text.tsx";
import type { Comparability } from "../comparability.ts";
import { DIGITS } from "../digits.ts";
import { formatCount, formatLoss } from "../format.ts";
import { formatDecimal } from "../../statistics/decimals.ts";

interface Quantity {
  readonly name: string;
  readonly summary: SampleSummary;
  readonly notebook?: number;
  readonly losses?: boolean;
}

/** How everything that the notebook prints once spreads over seeds. */
export function Seeds(
  { seeds, failed, summary, compared }: {
    /** Those that ended. */
    seeds: readonly PublishedSeedRecord[];
    /** How many did not. */
    failed: number;
    summary: PublishedSeedsSummary;
    compared: Comparability;
  },
): JSX.Element {
  const withNotebook = compared === "same";
  const marked = withNotebook ? " The published notebook’s figure is marked." : "";
  return (
    <Section id="seeds" title="Many seeds">
      <p>
        The published protocol on {formatCount(seeds.length)}{" "}
        seeds, trained side by side; each comes to what it comes to alone. A seed N stands for the notebook’s seeds N
        and N + 1. The sections about a single run show the first of them.{failed > 0 &&
          ` ${failed === 1 ? "One seed more" : `${formatCount(failed)} seeds more`} failed and ${
            failed === 1 ? "is" : "are"
          } left out here.`}
      </p>
      <p>{pairedSentence(seeds)}</p>
      <DataTable
        caption="Over the seeds"
        columns={[
          "Quantity",
          ...(withNotebook ? ["Notebook"] : []),
          "Mean",
          "Standard deviation",
          "Median",
          "Lowest",
          "Highest",
          "95 % interval of the mean",
        ]}
        rows={quantities(summary).map((quantity) => quantityRow(quantity, withNotebook))}
      />
      <Strip
        kind="seed-test-errors"
        logarithmic
        title="Errors on test images, by seed"
        summary={`Dots, one a seed, for the errors of both stages under both scores.${marked}`}
        reference={withNotebook ? [NaN, NaN, NOTEBOOK_FIGURES.testErrors, NaN] : undefined}
      >
        <ErrorTable caption="Errors on test images" seeds={seeds} set="test" />
      </Strip>
      <Strip
        kind="seed-train-errors"
        logarithmic
        title="Errors on training images, by seed"
        summary={`Dots, one a seed, for the errors of both stages under both scores.${marked}`}
        reference={withNotebook ? [NaN, NaN, NOTEBOOK_FIGURES.trainErrors, NaN] : undefined}
      >
        <ErrorTable caption="Errors on training images" seeds={seeds} set="train" />
      </Strip>
      <Strip
        kind="seed-pseudo-labels"
        title="Images kept by pseudo-label, by seed"
        summary={`Dots, one a seed, for the images kept of each class.${marked}`}
        reference={withNotebook ? NOTEBOOK_FIGURES.pseudoLabelsByClass : undefined}
      >
        <DigitTable
          caption="Images kept by pseudo-label"
          seeds={seeds}
          values={({ pseudoLabels }) => pseudoLabels.byClass}
          format={formatCount}
        />
      </Strip>
      <Details summary="Losses and tries by digit">
        {(["stage1", "stage2"] as const).map((stage, i) => (
          <>
            <Strip
              kind="seed-losses"
              logarithmic
              stage={stage}
              title={`Stage ${i + 1}: winning loss by digit, by seed`}
              summary={`Dots, one a seed, for the winning loss of each digit.${marked}`}
              reference={withNotebook ? NOTEBOOK_FIGURES[`${stage}Losses`] : undefined}
            >
              <DigitTable
                caption={`Stage ${i + 1}: winning losses`}
                seeds={seeds}
                values={(seed) => seed[stage].winningLoss}
                format={formatLoss}
              />
            </Strip>
            <Strip
              kind="seed-tries"
              stage={stage}
              title={`Stage ${i + 1}: tries by digit, by seed`}
              summary="Dots, one a seed, for the tries that each digit took."
            >
              <DigitTable
                caption={`Stage ${i + 1}: tries`}
                seeds={seeds}
                values={(seed) => seed[stage].tries}
                format={formatCount}
              />
            </Strip>
          </>
        ))}
      </Details>
    </Section>
  );
}

function Strip(
  { kind, stage, title, summary, reference, logarithmic, children }: {
    kind: ChartKind;
    stage?: "stage1" | "stage2";
    title: string;
    summary: string;
    reference?: readonly number[] | undefined;
    logarithmic?: boolean;
    children: JSX.Element;
  },
): JSX.Element {
  return (
    <ChartFigure
      id={stage === undefined ? kind : `${kind}-${stage}`}
      kind={kind}
      {...stage && { stage }}
      title={title}
      summary={`${summary} The table below has the data.`}
      {...logarithmic !== undefined && { logarithmic }}
      {...reference && { reference }}
    >
      {children}
    </ChartFigure>
  );
}

function ErrorTable(
  { caption, seeds, set }: { caption: string; seeds: readonly PublishedSeedRecord[]; set: "test" | "train" },
): JSX.Element {
  return (
    <DataTable
      caption={caption}
      columns={[
        "Seed",
        "Images",
        "Stage 1, label-informed",
        "Stage 1, label-free",
        "Stage 2, label-informed",
        "Stage 2, label-free",
      ]}
      rows={seeds.map(({ seed, stage1, stage2 }) => ({
        heading: seed,
        cells: [
          stage2[set].images,
          stage1[set].labelInformedErrors,
          stage1[set].labelFreeErrors,
          stage2[set].labelInformedErrors,
          stage2[set].labelFreeErrors,
        ].map(formatCount),
      }))}
    />
  );
}

function DigitTable(
  { caption, seeds, values, format }: {
    caption: string;
    seeds: readonly PublishedSeedRecord[];
    values: (seed: PublishedSeedRecord) => readonly number[];
    format: (value: number) => string;
  },
): JSX.Element {
  return (
    <DataTable
      caption={caption}
      columns={["Seed", ...DIGITS]}
      rows={seeds.map((seed) => ({ heading: seed.seed, cells: values(seed).map(format) }))}
    />
  );
}

function quantities(summary: PublishedSeedsSummary): Quantity[] {
  const figures = NOTEBOOK_FIGURES;
  return [
    {
      name: "Stage 2, test, label-informed errors",
      summary: summary.stage2TestLabelInformedErrors,
      notebook: figures.testErrors,
    },
    { name: "Stage 2, test, label-free errors", summary: summary.stage2TestLabelFreeErrors },
    {
      name: "Stage 2, training, label-informed errors",
      summary: summary.stage2TrainLabelInformedErrors,
      notebook: figures.trainErrors,
    },
    { name: "Stage 2, training, label-free errors", summary: summary.stage2TrainLabelFreeErrors },
    { name: "Stage 1, test, label-informed errors", summary: summary.stage1TestLabelInformedErrors },
    { name: "Stage 1, test, label-free errors", summary: summary.stage1TestLabelFreeErrors },
    { name: "Stage 1, training, label-informed errors", summary: summary.stage1TrainLabelInformedErrors },
    { name: "Stage 1, training, label-free errors", summary: summary.stage1TrainLabelFreeErrors },
    { name: "Pseudo-labels kept", summary: summary.pseudoLabelsSelected, notebook: figures.pseudoLabels },
    { name: "Pseudo-labels that are wrong", summary: summary.pseudoLabelsWrong },
    { name: "Stage 1, tries", summary: summary.stage1Tries },
    { name: "Stage 2, tries", summary: summary.stage2Tries },
    {
      name: "Stage 1, mean winning loss",
      summary: summary.stage1MeanWinningLoss,
      notebook: mean(figures.stage1Losses),
      losses: true,
    },
    {
      name: "Stage 2, mean winning loss",
      summary: summary.stage2MeanWinningLoss,
      notebook: mean(figures.stage2Losses),
      losses: true,
    },
  ];
}

function quantityRow({ name, summary, notebook, losses = false }: Quantity, withNotebook: boolean) {
  const whole = losses ? formatLoss : formatCount;
  const part = (value: number) =>
    losses ? formatDecimal(value, 4) : value.toLocaleString("en-GB", { maximumFractionDigits: 1 });
  const { mean, standardDeviation, median, minimum, maximum, meanInterval } = summary;
  return {
    heading: name,
    cells: [
      ...(withNotebook ? [notebook === undefined ? "–" : whole(notebook)] : []),
      part(mean),
      standardDeviation === null ? "–" : part(standardDeviation),
      part(median),
      whole(minimum),
      whole(maximum),
      // None of these quantities can be negative, which Student's interval does not know.
      meanInterval === null ? "–" : `${part(Math.max(0, meanInterval.lower))} to ${part(meanInterval.upper)}`,
    ],
  };
}

/** McNemar's tests of all seeds in one sentence. */
function pairedSentence(seeds: readonly PublishedSeedRecord[]): string {
  const pairs = seeds.map(({ labelInformedAgainstLabelFree }) => labelInformedAgainstLabelFree);
  const largest = Math.max(...pairs.map(({ pValue }) => pValue));
  const free = pairs.reduce((sum, { onlySecondRight }) => sum + onlySecondRight, 0);
  const informed = pairs.reduce((sum, { onlyFirstRight }) => sum + onlyFirstRight, 0);
  return `The same models on the same test images, all seeds together: ${formatCount(informed)} images that only the ` +
    `label-informed score gets right, ${
      formatCount(free)
    } that only the label-free one does. By McNemar’s exact test ` +
    `the two differ on every seed with p ${largest < 1e-300 ? "< 1e-300" : `≤ ${largest.toPrecision(2)}`}.`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
