import assert from "node:assert/strict";
import { philox4x32, uniformAt } from "../../lib/random/counter_stream.ts";

Deno.test("philox4x32() gives the known answers of the Random123 distribution", () => {
  const ones = 0xffffffff;
  assert.deepEqual(philox4x32([0, 0, 0, 0], [0, 0]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  assert.deepEqual(philox4x32([ones, ones, ones, ones], [ones, ones]), [
    0x408f276d,
    0x41c83b0e,
    0xa20bc7c6,
    0x6d5451fd,
  ]);
  assert.deepEqual(
    philox4x32([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  );
});

Deno.test("uniformAt() is in [0, 1), the same for the same place and even over a stream", () => {
  const bins = new Array<number>(10).fill(0);
  const draws = 20_000;
  for (let index = 0; index < draws; index++) {
    const value = uniformAt(5, 2, index);
    assert.ok(value >= 0 && value < 1);
    bins[Math.floor(value * 10)]!++;
  }
  // Six standard deviations of a bin's count, sqrt(20000 * 0.1 * 0.9) = 42.
  for (const found of bins) assert.ok(Math.abs(found - draws / 10) < 255, `bin of ${found}`);
  assert.equal(uniformAt(5, 2, 7), uniformAt(5, 2, 7));
});

Deno.test("uniformAt() tells seed, stream and index apart, beyond 32 bits too", () => {
  const far = 2 ** 32;
  const places: [number, number, number][] = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [far, 0, 0],
    [0, far, 0],
    [0, 0, far],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  assert.equal(new Set(places.map((place) => uniformAt(...place))).size, places.length);
});

Deno.test("uniformAt() names the argument that is no index", () => {
  assert.throws(() => uniformAt(-1, 0, 0), { name: "RangeError", message: /found seed -1, wanted an integer/ });
  assert.throws(() => uniformAt(0, 0.5, 0), { name: "RangeError", message: /found stream 0\.5/ });
  assert.throws(() => uniformAt(0, 0, 2 ** 53), { name: "RangeError", message: /found index 9007199254740992/ });
});
