import assert from "node:assert/strict";
import fc from "fast-check";
import { createUniformPlane, uniformBytes, uniformVectors } from "../../lib/kernels/uniform_planes.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

Deno.test("a group of a block has room for its pixels and a zero, and begins where any adapter can bind it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 64 }), (side, lanes) => {
      const vectors = uniformVectors({ side, lanes });
      assert.ok(vectors > side ** 2 * lanes && vectors <= side ** 2 * lanes + 16);
      assert.equal(uniformBytes({ side, lanes }) % 256, 0);
    }),
  );
});

Deno.test("the blocks of a plane are bound to parts that do not overlap and fill it", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const before = gpu.bytesInUse;
  const block = { side: 3, groups: 2, lanes: 4 };
  const plane = createUniformPlane(gpu, block, { members: 3, lanes: 9 }, "test");
  assert.equal(plane.laneBlocks, 3);
  const parts = [];
  for (let member = 0; member < 3; member++) {
    for (let laneBlock = 0; laneBlock < 3; laneBlock++) {
      const [part, ...groups] = plane.blockBindings(member, laneBlock) as GPUBufferBinding[];
      const words = await gpu.readWords(part!.buffer, 9 * 64);
      assert.deepEqual([...words.subarray(part!.offset! / 4, part!.offset! / 4 + 2)], [member, 4 * laneBlock]);
      parts.push(...groups);
    }
  }
  assert.equal(parts.length, 18);
  parts.forEach(({ buffer, offset, size }, i) => {
    assert.equal(buffer, plane.binding);
    assert.equal(offset, i * uniformBytes(block));
    assert.equal(size, uniformBytes(block));
  });
  assert.equal((plane.binding as GPUBuffer).size, 18 * uniformBytes(block));
  plane.release();
  assert.equal(gpu.bytesInUse, before);
});
