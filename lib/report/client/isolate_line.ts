import type { ChartConfiguration } from "chart.js";

/**
 * Shows one line by itself where the reader has chosen one, and lets the chart's legend make the choice too: a click on a
 * line's name shows it alone, another click shows all again. Lines that the choice does not name, such as a target, stay.
 *
 * @param choice The select whose values are the lines' places, "" for all; null if the chart has none.
 */
export function isolateLine(configuration: ChartConfiguration, choice: HTMLSelectElement | null): void {
  if (choice === null) return;
  const lines = choice.options.length - 1;
  configuration.data.datasets.forEach((dataset, place) => {
    dataset.hidden = choice.value !== "" && place < lines && String(place) !== choice.value;
  });
  const options = configuration.options ??= {};
  const plugins = options.plugins ??= {};
  plugins.legend = {
    ...plugins.legend,
    onClick: (_event, { datasetIndex = lines }) => {
      if (datasetIndex >= lines) return;
      const value = String(datasetIndex);
      choice.value = choice.value === value ? "" : value;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
    },
  };
}
