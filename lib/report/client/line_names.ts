import type { Plugin } from "chart.js";
import type { Theme } from "./theme.ts";

/**
 * Writes each line's name on it, so that lines are told apart without their colours. Names stand at different places along the
 * axis, as lines often end together.
 *
 * @param lines How many of the chart's lines have a name; those that follow, such as a target, have none.
 */
export function lineNames(lines: number, theme: Theme): Plugin {
  return {
    id: "line-names",
    afterDatasetsDraw(chart) {
      const { ctx } = chart;
      ctx.save();
      ctx.font = `600 12px ${chart.options.font?.family ?? "sans-serif"}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.lineWidth = 4;
      ctx.strokeStyle = theme.surface;
      for (let line = 0; line < lines; line++) {
        const { data } = chart.getDatasetMeta(line);
        const at = data[Math.floor((line + 0.5) / lines * data.length)];
        const { label = "", borderColor } = chart.data.datasets[line] ?? {};
        if (at === undefined || !chart.isDatasetVisible(line) || !Number.isFinite(at.y)) continue;
        ctx.strokeText(label, at.x, at.y);
        ctx.fillStyle = String(borderColor);
        ctx.fillText(label, at.x, at.y);
      }
      ctx.restore();
    },
  };
}
