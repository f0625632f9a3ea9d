import assert from "node:assert/strict";
import fc from "fast-check";
import { closest, editDistance } from "../../lib/config/closest.ts";

Deno.test("editDistance() counts inserts, removals and replacements", () => {
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("", "abc"), 3);
});

Deno.test("editDistance() is a metric", () => {
  const word = fc.string({ maxLength: 8 });
  fc.assert(fc.property(word, word, word, (a, b, c) => {
    assert.equal(editDistance(a, b) === 0, a === b);
    assert.equal(editDistance(a, b), editDistance(b, a));
    assert.ok(editDistance(a, c) <= editDistance(a, b) + editDistance(b, c));
  }));
});

Deno.test("closest() finds a near word and none where all are far", () => {
  assert.equal(closest("--sede", ["--out", "--seed"]), "--seed");
  assert.equal(closest("--zzzzzz", ["--out", "--seed"]), undefined);
});
