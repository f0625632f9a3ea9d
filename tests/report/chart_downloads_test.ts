import assert from "node:assert/strict";
import { csvOf, rangeRows, tidyRows } from "../../lib/report/client/chart_downloads.ts";

Deno.test("tidyRows() has one row a value, numbers with a point and without their unit, which stands in the header", () => {
  assert.deepEqual(
    tidyRows([["Digit", "First", "Second"], ["0", "12,345,678", "–"], ["1", "−1.50", "1.23e-5"]]),
    [["Digit", "series", "value"], ["0", "First", "12345678"], ["1", "First", "-1.50"], ["1", "Second", "1.23e-5"]],
  );
  const shares = [["Step", "Coverage", "Precision"], ["after it", "36.14\u00a0%", "100.00\u00a0%"]];
  assert.deepEqual(tidyRows(shares), [
    ["Step", "series", "value (%)"],
    ["after it", "Coverage", "36.14"],
    ["after it", "Precision", "100.00"],
  ]);
  const mixed = [["Seed", "Errors", "Rate"], ["3", "1,204", "12.04\u00a0%"]];
  assert.deepEqual(tidyRows(mixed).slice(1), [["3", "Errors", "1204"], ["3", "Rate (%)", "12.04"]]);
});

Deno.test("rangeRows() gives a chart's values with the ends of their ranges, and its axis's unit in the header", () => {
  const spec = {
    x: "Test error, %",
    y: "",
    labels: ["This run", "Other"],
    series: [
      { name: "own", values: [0.43, null], ranges: [[0.3, 0.5], [0, 0]] as const },
      { name: "others", values: [null, 0.57] },
    ],
  };
  assert.deepEqual(rangeRows({ type: "range", ...spec }), [
    ["row", "series", "test error (%)", "lower end (%)", "upper end (%)"],
    ["This run", "own", "0.43", "0.3", "0.5"],
    ["Other", "others", "0.57", "", ""],
  ]);
  assert.equal(rangeRows({ type: "line", ...spec }), undefined);
});

Deno.test("csvOf() writes texts as RFC 4180 has them, and nothing that a spreadsheet takes for a formula", () => {
  assert.equal(csvOf([["Images, kept", 'a "b"', "-1.50"]]), '"Images, kept","a ""b""",-1.50\r\n');
  const rows = [["=1+1", "+A1", "-A1", "@x", '=HYPERLINK("a","b")']];
  assert.equal(csvOf(rows), `'=1+1,'+A1,'-A1,'@x,"'=HYPERLINK(""a"",""b"")"\r\n`);
});
