import assert from "node:assert/strict";
import fc from "fast-check";
import { formatRecordJson } from "../../lib/record/record_json.ts";

Deno.test("formatRecordJson() puts arrays of numbers on one line and everything else on lines of its own", () => {
  const text = formatRecordJson({
    tries: [1, 2],
    rows: [[1], [2, 3]],
    names: ["a"],
    none: [],
    empty: {},
    gone: undefined,
  });
  assert.equal(
    text,
    [
      "{",
      '  "tries": [1, 2],',
      '  "rows": [',
      "    [1],",
      "    [2, 3]",
      "  ],",
      '  "names": [',
      '    "a"',
      "  ],",
      '  "none": [],',
      '  "empty": {}',
      "}",
      "",
    ].join("\n"),
  );
});

Deno.test("formatRecordJson() is read back by JSON.parse as what went in", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    // JSON has no negative zero.
    assert.deepEqual(JSON.parse(formatRecordJson(value)), JSON.parse(JSON.stringify(value)));
  }));
});

Deno.test("formatRecordJson() refuses what JSON would turn into null", () => {
  assert.throws(() => formatRecordJson({ loss: NaN }), {
    name: "TypeError",
    message: /found NaN, wanted .* finite number/,
  });
  assert.throws(() => formatRecordJson([1, Infinity]), TypeError);
  assert.throws(() => formatRecordJson([undefined]), TypeError);
});
