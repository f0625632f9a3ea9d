import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { isSoftwareAdapter } from "../../lib/gpu/adapter.ts";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { GpuError } from "../../lib/gpu/errors.ts";
import { SHARED_DEVICE, sharedGpu } from "./shared_gpu.ts";

Deno.test("buffers and textures are counted and given back, before any tensor was made", SHARED_DEVICE, async () => {
  const gpu = await Gpu.open();
  try {
    const before = gpu.bytesInUse;
    const buffer = gpu.buffer(1000, "test");
    const texture = gpu.texture({ width: 3, height: 5, layers: 2 }, "rgba32float", "test");
    assert.equal(gpu.bytesInUse, before + 1008 + 3 * 5 * 2 * 16);
    gpu.release(buffer);
    gpu.releaseTexture(texture);
    assert.equal(gpu.bytesInUse, before);
  } finally {
    gpu.close();
  }
});

Deno.test("a buffer holds what was uploaded, and zeros otherwise", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const buffers = [gpu.upload(Float32Array.of(1, 2, 3), "test"), gpu.buffer(12, "test")] as const;
  assert.deepEqual([...await gpu.readFloats(buffers[0], 3)], [1, 2, 3]);
  assert.deepEqual([...await gpu.readFloats(buffers[1], 3)], [0, 0, 0]);
  gpu.release(...buffers);
});

Deno.test("tfjs computes on the device that it is told to, another one opened after it or not", async () => {
  const [first, second] = [await Gpu.open(), await Gpu.open()];
  try {
    for (const gpu of [first, second]) {
      await gpu.useTfjs();
      const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]]));
      assert.deepEqual([...await product.data()], [11]);
      assert.ok(gpu.bytesInUse > 0);
      product.dispose();
    }
  } finally {
    first.close();
    second.close();
  }
});

Deno.test("a kernel that does not compile names itself and the compiler's complaint", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  await assert.rejects(
    gpu.pipeline("broken", "@compute @workgroup_size(1) fn main() { nonsense(); }"),
    (error: unknown) => {
      assert.ok(error instanceof GpuError);
      assert.match(error.message, /^Compiling the kernel "broken": .*nonsense/s);
      return true;
    },
  );
});

Deno.test("what exceeds the adapter is refused with numbers", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  assert.throws(
    () => gpu.buffer(2 ** 40, "a huge buffer"),
    /^GpuError: Allocating a huge buffer: \d+ bytes wanted, the adapter binds at most \d+$/,
  );
  assert.throws(
    () => gpu.texture({ width: 2 ** 20, height: 1, layers: 1 }, "r32uint", "a huge texture"),
    /a texture of 1048576x1/,
  );
});

Deno.test("a validation error on the device surfaces at the next wait", SHARED_DEVICE, async () => {
  const gpu = await Gpu.open();
  try {
    const pipeline = await gpu.pipeline(
      "two bindings",
      "@group(0) @binding(0) var<storage, read_write> a: array<f32>;\n@compute @workgroup_size(1) fn main() { a[0] = 1.0; }",
    );
    const [one, other] = [gpu.buffer(16, "test"), gpu.buffer(16, "test")];
    gpu.submit([{ pipeline, bindings: gpu.bind(pipeline, [one, other]), workgroups: [1, 1, 1] }]);
    await assert.rejects(gpu.settle(), GpuError);
  } finally {
    gpu.close();
  }
});

Deno.test("a lost device ends what waits for it", SHARED_DEVICE, async () => {
  const gpu = await Gpu.open();
  gpu.device.destroy();
  await assert.rejects(gpu.guard(new Promise(() => {})), /the device was lost/);
});

Deno.test(
  "a device whose opening fails half-way is ended, and tfjs keeps no backend on it",
  SHARED_DEVICE,
  async () => {
    const backends = () => Object.keys(tf.engine().registryFactory).length;
    const [before, { createBuffer, destroy }] = [backends(), GPUDevice.prototype];
    let ended = 0;
    GPUDevice.prototype.createBuffer = () => {
      throw new Error("nothing is left");
    };
    GPUDevice.prototype.destroy = function () {
      ended++;
      return destroy.call(this);
    };
    try {
      await assert.rejects(Gpu.open(), /nothing is left/);
    } finally {
      Object.assign(GPUDevice.prototype, { createBuffer, destroy });
    }
    assert.deepEqual([ended, backends()], [1, before]);
  },
);

Deno.test(
  "what is taken half-way goes back, but not what was given back already, or belongs to others",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const before = gpu.bytesInUse;
    const others = gpu.buffer(16, "test");
    assert.throws(() =>
      gpu.allOrNothing(() => {
        gpu.release(gpu.buffer(32, "test"));
        gpu.texture({ width: 1, height: 1, layers: 1 }, "r32uint", "test");
        const kept = gpu.allOrNothing(() => gpu.buffer(64, "test"));
        gpu.allOrNothing(() => gpu.release(kept));
        gpu.buffer(128, "test");
        gpu.buffer(2 ** 40, "a huge buffer");
      }), /a huge buffer/);
    assert.equal(gpu.bytesInUse, before + 16);
    const all = gpu.allOrNothing(() => [gpu.buffer(32, "test"), gpu.buffer(64, "test")]);
    assert.throws(() => gpu.allOrNothing(() => assert.fail("at once")), /at once/);
    assert.equal(gpu.bytesInUse, before + 16 + 32 + 64);
    gpu.release(others, ...all);
    assert.equal(gpu.bytesInUse, before);
  },
);

Deno.test("software adapters are told by what they say of themselves, and by name", () => {
  for (const name of ["llvmpipe (LLVM 15.0.6, 256 bits)", "SwiftShader Device", "Microsoft Basic Render Driver"]) {
    assert.ok(isSoftwareAdapter({ description: name }));
  }
  for (const name of ["NVIDIA H100 80GB HBM3", "AMD Radeon RX 7900", "Apple M3"]) {
    assert.ok(!isSoftwareAdapter({ description: name }));
    assert.ok(!isSoftwareAdapter({ description: name, isFallbackAdapter: false }));
    // A name that nobody has met yet.
    assert.ok(isSoftwareAdapter({ description: name, isFallbackAdapter: true }));
  }
});
