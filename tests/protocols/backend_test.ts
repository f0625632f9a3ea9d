import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { initialParameters } from "../../lib/ensemble/initialisation.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { choosePlan, describePlan } from "../../lib/kernels/plan.ts";
import { adapterProvenance, openBackend, webGpuBackend } from "../../lib/protocols/backend.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { ReferenceScorer } from "../../lib/infer/reference_scorer.ts";
import { sampleImages } from "../bench/samples.ts";

const model = NOTEBOOK_ARCHITECTURE;

Deno.test("a forced plan is what a backend computes with, and what the record says of it", async () => {
  const gpu = await Gpu.open("gpu");
  try {
    const shapes = model.layers.map(({ shape }) => shape);
    const backend = await webGpuBackend(gpu, model, 10);
    try {
      const { traits } = gpu;
      assert.deepEqual(backend.provenance.kernelPlan, describePlan(choosePlan(traits, shapes, "gpu")));
      assert.equal(adapterProvenance(gpu).kernelPlan?.["kind"], "gpu");
      const members = [initialParameters(model, new TorchGenerator(1))];
      const [found, wanted] = await Promise.all(
        [backend.scorer, new ReferenceScorer(model)].map((scorer) =>
          scorer.cosines(sampleImages(3), members, NOTEBOOK_LABEL_VECTORS)
        ),
      );
      found!.values.forEach((value, i) => assert.ok(Math.abs(value - wanted!.values[i]!) < 1e-5));
    } finally {
      backend.close();
    }
  } finally {
    gpu.close();
  }
});

Deno.test("a backend whose kernels do not compile leaves no device behind", async () => {
  const backends = () => Object.keys(tf.engine().registryFactory).length;
  const before = backends();
  const { createComputePipeline } = GPUDevice.prototype;
  GPUDevice.prototype.createComputePipeline = () => {
    throw new Error("does not compile");
  };
  try {
    await assert.rejects(openBackend("webgpu", model, 10), /does not compile/);
  } finally {
    GPUDevice.prototype.createComputePipeline = createComputePipeline;
  }
  assert.equal(backends(), before);
});
