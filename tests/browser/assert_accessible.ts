import assert from "node:assert/strict";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

/**
 * Fails if axe finds anything serious or critical in a page; looks at the contrast too. What is folded away it does not see.
 *
 * @param within A selector of the part that is looked at.
 * @param least "minor": fails at anything that axe finds.
 */
export async function assertAccessible(
  page: Page,
  { within = "html", least = "serious" }: { within?: string; least?: "minor" | "serious" } = {},
): Promise<void> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate(
    (selector) =>
      (globalThis as unknown as { axe: { run(context: string, options: object): Promise<AxeResults> } }).axe
        .run(selector, { resultTypes: ["violations", "passes"] }),
    within,
  );
  assert.ok(passes.some(({ id }) => id === "color-contrast"), "axe looked at the contrast");
  const found = violations.filter(({ impact }) => least === "minor" || impact === "serious" || impact === "critical");
  assert.deepEqual(found.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]), []);
}
