import assert from "node:assert/strict";
import { describeCounts, testCounts } from "../../scripts/test_counts.ts";

Deno.test("testCounts() reads the closing line of deno test, coloured or not", () => {
  assert.deepEqual(testCounts("...\n\nok | 12 passed | 0 failed (3s)\n", 0), { passed: 12, failed: 0, skipped: 0 });
  assert.deepEqual(testCounts("FAILED | 1 passed | 2 failed (1s)\n", 1), { passed: 1, failed: 2, skipped: 0 });
  assert.deepEqual(testCounts("ok | 3 passed (9 steps) | 0 failed | 4 filtered out (3s)", 0), {
    passed: 3,
    failed: 0,
    skipped: 0,
  });
  assert.deepEqual(testCounts("\x1b[0m\x1b[32mok\x1b[0m | 5 passed | 0 failed \x1b[0m(3s)", 0), {
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

Deno.test("testCounts() is not fooled by a test that prints such a line before the real one", () => {
  assert.deepEqual(testCounts("ok | 9 passed | 0 failed\nFAILED | 1 passed | 1 failed (1s)", 1), {
    passed: 1,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("testCounts() counts a failure where deno test failed without counting one", () => {
  assert.deepEqual(testCounts("error: Type checking failed", 1), { passed: 0, failed: 1, skipped: 0 });
  assert.deepEqual(testCounts("ok | 3 passed | 0 failed", 1), { passed: 3, failed: 1, skipped: 0 });
});

Deno.test("testCounts() counts what deno test ignored as skipped, not as passed", () => {
  assert.deepEqual(testCounts("ok | 3 passed (2 steps) | 0 failed | 4 ignored (1 step) (3s)", 0), {
    passed: 3,
    failed: 0,
    skipped: 4,
  });
  assert.deepEqual(
    testCounts("\x1b[0m\x1b[31mFAILED\x1b[0m | 1 passed | 2 failed | 1 ignored | 9 filtered out \x1b[0m(3s)", 1),
    {
      passed: 1,
      failed: 2,
      skipped: 1,
    },
  );
});

Deno.test("describeCounts() names what was skipped only where something was", () => {
  assert.equal(describeCounts({ passed: 3, failed: 1, skipped: 0 }), "3 passed, 1 failed");
  assert.equal(describeCounts({ passed: 3, failed: 0, skipped: 2 }), "3 passed, 0 failed, 2 skipped");
});
