import assert from "node:assert/strict";
import { parseFlags } from "../../lib/config/flags.ts";
import { chooseProtocol, ReproduceOptions, seedsOfRun } from "../../lib/config/options.ts";
import { seedsOf } from "../../lib/config/seed_range.ts";

Deno.test("seedsOf() reads a range, both ends included", () => {
  assert.deepEqual(seedsOf("0..3"), [0, 1, 2, 3]);
  assert.deepEqual(seedsOf("7..7"), [7]);
  assert.deepEqual(seedsOf("4294967293..4294967294"), [4294967293, 4294967294]);
});

Deno.test("seedsOf() knows what is no range", () => {
  for (const text of ["", "3", "3..", "..3", "9..0", "-1..3", "0...3", "0..1000", "1.5..2", "0..4294967295", "a..b"]) {
    assert.equal(seedsOf(text), undefined, text);
  }
});

function seedsOfCommand(...args: string[]): number[] {
  const flags = parseFlags(ReproduceOptions, args);
  assert.equal(flags.help, false);
  return flags.help ? [] : seedsOfRun(chooseProtocol(flags.options, flags.set).options, flags.set);
}

Deno.test("a run is made with --seed, or with the range of --seeds", () => {
  assert.deepEqual(seedsOfCommand(), [0]);
  assert.deepEqual(seedsOfCommand("--seed", "5"), [5]);
  assert.deepEqual(seedsOfCommand("--seeds", "4..6"), [4, 5, 6]);
});

Deno.test("a wrong --seeds is refused in words", () => {
  const wrong: [string[], RegExp][] = [
    [["--seeds", "9..0"], /^UsageError: Reading --seeds: found "9\.\.0": wanted A\.\.B, two whole numbers/],
    [["--seeds", "0..3", "--seed", "1"], /Reading --seeds: found --seed too, wanted one of them/],
    [["--seeds", "0..3", "--protocol", "corrected"], /found the corrected protocol, wanted the published one/],
    [["--seeds", "0..3", "--protocol", "both"], /found both protocols, wanted the published one/],
    [["--seeds", "0..3", "--draws", "2"], /--draws: found the published protocol, wanted --protocol leak-free/],
  ];
  for (const [args, message] of wrong) assert.throws(() => seedsOfCommand(...args), message);
});
