/** That no kernel's loops can be as long as drivers end them without an error, whatever set of images is accepted. */
import assert from "node:assert/strict";
import { MOST_IMAGES } from "../../lib/data/most_images.ts";
import { loopTurns, MOST_LANES, MOST_TURNS } from "../../lib/gpu/loop_turns.ts";
import { SHARED_DEVICE, sharedGpu } from "./shared_gpu.ts";

const kernel = (body: string, before = "") =>
  `${before}
@compute @workgroup_size(1)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
${body}
}`;

Deno.test("turns of loops are counted from their heads, all together, inner ones as often as outer ones turn", () => {
  const counted = (body: string, before?: string) => loopTurns(kernel(body, before));
  assert.equal(counted("let a = 1u;"), 0);
  assert.equal(counted("for (var i = 0u; i < 10u; i++) { }"), 10);
  assert.equal(counted("for (var i: i32 = 4; i < 11; i += 2) { x += 1; }"), 4);
  assert.equal(counted("for (var i = id.x; i < 100u; i += 8u) { }\nfor (var j = 0u; j < 3u; j++) { }"), 16);
  assert.equal(counted("for (var i = 0u; i < 10u; i++) { if (i > 2u) { for (var j = 0u; j < 5u; j++) { } } }"), 60);
  assert.equal(counted("for (var lane = 0u; lane < lanes; lane++) { }"), MOST_LANES);
  assert.equal(counted("for (var i = 0u; i < N; i++) { }", "const N: u32 = 7u;"), 7);
  assert.equal(loopTurns(kernel("for (var i = 0u; i < EACH; i++) { }", "override EACH: u32;"), { EACH: 9 }), 9);
  assert.equal(
    counted("var bits = mask;\nwhile (bits != 0u) { let b = firstTrailingBit(bits);\nbits &= bits - 1u; }"),
    32,
  );
  // A function counts where it is called, as often as that is.
  const call = "fn inner(a: u32) -> u32 { for (var i = 0u; i < 4u; i++) { } return a; }\n" +
    "fn outer(a: u32) -> u32 { return inner(a) + inner(a + 1u); }";
  assert.equal(counted("for (var i = 0u; i < 10u; i++) { x += outer(i); }", call), 10 + 10 * 8);
  assert.equal(counted("// turns: images / 100 + 2 * lanes\nloop { if (done) { break; } }"), MOST_IMAGES / 100 + 512);
  // A remark is no loop, and a statement of turns is of the loop after it alone.
  assert.equal(counted("// for (var i = 0u; i < 10u; i++) { }"), 0);
});

Deno.test("a kernel with a loop that nothing bounds, or too long a one, is not compiled", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const unbounded = /found nothing that bounds the loop/;
  for (
    const body of [
      "for (var i = 0u; i < count; i++) { }",
      "for (var i = 0u; i < 10u; i += step) { }",
      "for (var i = 9u; i > 0u; i--) { }",
      "while (x < 3u) { x++; }",
      "loop { break; }",
      "// turns: rows\nloop { break; }",
      "// turns: 3\nloop { break; }\nloop { break; }",
    ]
  ) {
    assert.throws(() => loopTurns(kernel(body)), unbounded, body);
    await assert.rejects(gpu.pipeline("endless", kernel(body)), unbounded, body);
  }
  const long = kernel("var x = 0u;\nfor (var i = 0u; i < images; i++) { x += i; }", "const images = 10u;");
  // The name of a size stands for its greatest value, whatever the kernel makes of it.
  assert.equal(loopTurns(long), MOST_IMAGES);
  await assert.rejects(gpu.pipeline("long", long), /"long": found loops of up to 500000 turns .* wanted at most 65535/);
  assert.ok(MOST_IMAGES > MOST_TURNS);
});
