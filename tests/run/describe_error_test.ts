import assert from "node:assert/strict";
import { z } from "zod";
import { UsageError } from "../../lib/config/usage_error.ts";
import { describeError } from "../../lib/run/describe_error.ts";

const plain = (error: unknown) => describeError(error, { debug: false });

Deno.test("describeError() gives the message alone where that says it all", () => {
  assert.equal(
    plain(new RangeError("Reading labels: found 11, wanted 0 to 9")),
    "error: Reading labels: found 11, wanted 0 to 9",
  );
  assert.equal(describeError(new Error("A: b"), { debug: false, colour: true }), "\x1b[31merror\x1b[0m: A: b");
});

Deno.test("describeError() adds causes that say more, and the hints of any of them", () => {
  const inner = Object.assign(new Error("no adapter"), { hint: ["install a driver", "or pass --backend cpu"] });
  const middle = new Error("Opening the device: no adapter", { cause: inner });
  assert.equal(
    plain(new Error("Starting: failed", { cause: middle })),
    [
      "error: Starting: failed",
      "  because: Opening the device: no adapter",
      "  what to do: install a driver",
      "  what to do: or pass --backend cpu",
    ].join("\n"),
  );
});

Deno.test("describeError() names Deno's reason for keeping /dev, /proc and the like, not its advice to allow all", () => {
  const refused = new Deno.errors.NotCapable(
    'Requires all access to "/dev/shm/data", run again with the --allow-all flag',
  );
  const reason = 'Deno keeps "/dev/shm/data" from tasks';
  const advice =
    "  what to do: take a place outside /dev, /proc and /sys, such as a folder in /tmp; a link to what lies there does not help";
  const lowered = `Loading the data: found an error (r${refused.message.slice(1)}), wanted a folder`;
  for (
    const [error, wanted] of [
      [refused, `error: ${reason}`],
      [
        new Error(lowered, { cause: refused }),
        `error: Loading the data: found an error (${reason}), wanted a folder`,
      ],
      [new Error("Starting: failed", { cause: new Error(lowered, { cause: refused }) }), undefined],
    ] as const
  ) {
    const text = plain(error);
    if (wanted !== undefined) assert.equal(text, `${wanted}\n${advice}`);
    assert.ok(text.includes(reason) && text.endsWith(advice), text);
    assert.ok(!text.includes("allow-all"), text);
  }
});

Deno.test("describeError() shows stack traces only for debugging", () => {
  const error = new Error("Outer: one", { cause: new Error("inner") });
  assert.ok(!plain(error).includes("    at "));
  const text = describeError(error, { debug: true });
  assert.match(text, /Error: Outer: one\n {4}at [\s\S]*Error: inner\n {4}at /);
});

Deno.test("describeError() lists the parts of an aggregate and of a schema error, up to five", () => {
  assert.equal(
    plain(new AggregateError([new Error("a"), "b"], "Running: 2 failures")),
    "error: Running: 2 failures\n  - a\n  - Something failed: b",
  );
  const many = new AggregateError(Array.from({ length: 7 }, (_, i) => new Error(`e${i}`)), "Running: 7 failures");
  assert.match(plain(many), /- e4\n {2}- and 2 more$/);
  const { error } = z.object({ tries: z.array(z.number()) }).safeParse({ tries: ["1"] });
  assert.match(plain(error), /fit its schema\n {2}- tries\[0\]: Invalid input: expected number, received string$/);
});

Deno.test("describeError() points to --help for usage, to the tasks for permissions, to --debug for surprises", () => {
  assert.match(plain(new UsageError("Reading --seed: found nothing")), /what to do: --help lists the flags$/);
  assert.equal(plain(new UsageError("A: b; --help lists the flags")), "error: A: b; --help lists the flags");
  assert.match(plain(new Deno.errors.NotCapable("Requires read access")), /what to do: run the task by \.\/tenshot/);
  const hidden = new Error("Writing: kept out", { cause: new Deno.errors.NotCapable("run it with --allow-all") });
  assert.equal(plain(hidden), "error: Writing: kept out");
  assert.match(plain(new TypeError("x is not a function")), /what to do: run it again with --debug/);
  assert.match(plain("text"), /^error: Something failed: text$/);
});

Deno.test("describeError() survives a chain of causes that bites its tail, and an error without message", () => {
  const error = new Error("Loop: a");
  error.cause = error;
  assert.equal(plain(error), "error: Loop: a");
  assert.match(plain(new RangeError()), /^error: RangeError/);
});
