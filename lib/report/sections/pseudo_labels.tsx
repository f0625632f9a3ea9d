import type { JSX } from "preact";
import { NOTEBOOK_FIGURES } from "../../config/published_settings.ts";
import type { PublishedRecord } from "../../record/record.ts";
import { ChartFigure } from "../components/chart_figure.tsx";
import { DataTable, Section } from "../components/text.tsx";
import type { Comparability } from "../comparability.ts";
import { formatCount, formatShare } from "../format.ts";

/** What the first stage's models kept of the training images, class by class. */
export function PseudoLabels(
  { published, compared }: { published: PublishedRecord; compared: Comparability },
): JSX.Element {
  const { pseudoLabels, settings } = published;
  const { byClass, wrongByClass, selected, wrong, classifiedCount, threshold } = pseudoLabels;
  const withNotebook = compared === "same";
  const notebook = NOTEBOOK_FIGURES.pseudoLabelsByClass;
  return (
    <Section id="pseudo-labels" title="Pseudo-labels">
      <p>
        The first stage’s models looked at {formatCount(settings.trainImages)} training images and kept{" "}
        {formatCount(selected)} ({formatShare(selected, settings.trainImages)}), those with a best similarity above{" "}
        {threshold}. Of the kept, {formatCount(wrong)}{" "}
        ({formatShare(wrong, selected)}) have a pseudo-label that is not their true class. This says little of the
        models: here too the scorer was handed the true label.
      </p>
      <p>
        The notebook’s own counter gives{" "}
        {formatCount(classifiedCount)}; it skips a batch whose predicted minus true labels sum to more than zero
        {withNotebook ? `. As published, the notebook kept ${formatCount(NOTEBOOK_FIGURES.pseudoLabels)}` : ""}.
      </p>
      <ChartFigure
        id="pseudo-label-chart"
        kind="pseudo-labels"
        title="Images kept by pseudo-label"
        summary={`Bar chart of the images kept for each of the ten classes, right and wrong ones stacked${
          withNotebook ? ", beside the published notebook’s counts" : ""
        }. The table below has the data.`}
        reference={withNotebook ? notebook : undefined}
      >
        <DataTable
          caption="Images kept by pseudo-label"
          columns={["Class", "Kept", "Right", "Wrong", "Wrong share", ...(withNotebook ? ["Notebook kept"] : [])]}
          rows={[
            ...byClass.map((kept, digit) => {
              const wrongHere = wrongByClass[digit] ?? 0;
              return {
                heading: digit,
                cells: [
                  formatCount(kept),
                  formatCount(kept - wrongHere),
                  formatCount(wrongHere),
                  formatShare(wrongHere, kept),
                  ...(withNotebook ? [formatCount(notebook[digit] ?? 0)] : []),
                ],
              };
            }),
            {
              heading: "All",
              cells: [
                formatCount(selected),
                formatCount(selected - wrong),
                formatCount(wrong),
                formatShare(wrong, selected),
                ...(withNotebook ? [formatCount(NOTEBOOK_FIGURES.pseudoLabels)] : []),
              ],
            },
          ]}
        />
      </ChartFigure>
    </Section>
  );
}
