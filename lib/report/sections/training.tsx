import type { JSX } from "preact";
import type { StageSettings } from "../../config/published_settings.ts";
import type { NotebookStory, StageRecord } from "../../record/record.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable, Details, Section } from "../components/text.tsx";
import { DIGITS } from "../digits.ts";
import { formatCount, formatLoss, formatTiming } from "../format.ts";
import { formatDecimal } from "../../statistics/decimals.ts";

/** Tries and losses of both stages. */
export function Training({ published }: { published: NotebookStory }): JSX.Element {
  const { stage1, stage2, settings } = published;
  return (
    <Section id="training" title="Training">
      <p>
        One model of {formatCount(published.parameters)}{" "}
        parameters a digit, trained on its own digit’s images only. A try that ends with a loss below the stage’s target
        wins; if none does, the best one is taken. A loss is in the notebook’s units: the batch size times the mean of
        (1 − cosine).
      </p>
      <ChartFigure
        id="tries-chart"
        kind="tries"
        title="Tries by digit"
        summary="Bar chart of the tries that each digit took in each stage. The table below has the data."
      >
        <DataTable
          caption="Tries by digit"
          columns={["Digit", "Stage 1", "Stage 2"]}
          rows={DIGITS.map((digit) => ({
            heading: digit,
            cells: [formatCount(stage1.tries[digit] ?? 0), formatCount(stage2.tries[digit] ?? 0)],
          }))}
        />
      </ChartFigure>
      <Details summary="Stage 1, with the labelled images alone" open>
        <Stage id="stage1" title="Stage 1" stage={stage1} settings={settings.stage1} batchSize={settings.batchSize} />
      </Details>
      <Stage id="stage2" title="Stage 2" stage={stage2} settings={settings.stage2} batchSize={settings.batchSize} />
    </Section>
  );
}

function Stage(
  { id, title, stage, settings, batchSize }: {
    id: "stage1" | "stage2";
    title: string;
    stage: StageRecord;
    settings: StageSettings;
    batchSize: number;
  },
): JSX.Element {
  const reached = stage.winningLoss.filter((loss) => loss < settings.targetLoss).length;
  const tries = stage.tries.reduce((sum, count) => sum + count, 0);
  const largestBatch = Math.min(batchSize, Math.max(...stage.trainSetSizes));
  const epochs = Math.max(...stage.lossCurve.map((curve) => curve.length));
  return (
    <>
      <h3 id={id}>{title}</h3>
      <p>
        {formatCount(Math.max(...stage.trainSetSizes))} images a digit at most, {settings.epochs} epochs, at most{" "}
        {settings.maxTries} tries. {tries} tries in all; {reached} of the ten digits came below the target loss of{" "}
        {settings.targetLoss}
        {largestBatch > 0 && ` (a mean cosine above ${formatDecimal(1 - settings.targetLoss / largestBatch, 4)})`}. It
        took {formatTiming(stage.durationMs)}.
      </p>
      <ChartFigure
        id={`${id}-loss-curves`}
        kind="loss-curves"
        stage={id}
        title={`${title}: loss of the ten winners by epoch`}
        summary={`Line chart of the ten winning models’ loss after each epoch of ${title.toLowerCase()}, with the target ${settings.targetLoss}. The table below has the data.`}
        logarithmic
        isolate={DIGITS.map((digit) => `digit ${digit}`)}
      >
        <DataTable
          caption={`${title}: loss of the winners by epoch`}
          columns={["Epoch", ...DIGITS]}
          rows={Array.from({ length: epochs }, (_, epoch) => ({
            heading: epoch + 1,
            cells: stage.lossCurve.map((curve) => lossCell(curve[epoch])),
          }))}
        />
      </ChartFigure>
      <ChartFigure
        id={`${id}-losses-by-try`}
        kind="losses-by-try"
        stage={id}
        title={`${title}: final loss of every try`}
        summary={`Scatter chart of the final loss of every try by digit in ${title.toLowerCase()}, winners marked, with the target ${settings.targetLoss}. The table below has the data.`}
        logarithmic={false}
      >
        <DataTable
          caption={`${title}: tries and their final losses`}
          columns={["Digit", "Images", "Tries", "Winning loss", "Below target", "Losses in the order of the tries"]}
          rows={DIGITS.map((digit) => ({
            heading: digit,
            cells: [
              formatCount(stage.trainSetSizes[digit] ?? 0),
              formatCount(stage.tries[digit] ?? 0),
              lossCell(stage.winningLoss[digit]),
              (stage.winningLoss[digit] ?? Infinity) < settings.targetLoss ? "yes" : "no",
              <span class="series">{(stage.lossByTry[digit] ?? []).map(formatLoss).join("  ")}</span>,
            ],
          }))}
        />
      </ChartFigure>
    </>
  );
}

function lossCell(loss: number | undefined): string {
  return loss === undefined ? "–" : formatLoss(loss);
}
