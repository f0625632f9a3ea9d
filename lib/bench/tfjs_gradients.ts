/**
 * Gradients of tfjs's own operations, registered one by one: tfjs's module that registers all of them cannot be imported in
 * Deno (it imports files without their extension).
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";

let registered = false;

/** Registers the gradients of Conv2D, Relu, MaxPool, Add and Reshape, as a layer of the model and its output need them. */
export function registerTfjsGradients(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: tf.Conv2D,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, [x, filter], attributes) => {
      const { strides, pad, dataFormat, dimRoundingMode } = attributes as unknown as tf.Conv2DAttrs;
      const common = { strides, pad, dataFormat, dimRoundingMode };
      return {
        x: () =>
          run(tf.Conv2DBackpropInput, { dy: dy as tf.Tensor, filter: filter! }, { ...common, inputShape: x!.shape }),
        filter: () =>
          run(tf.Conv2DBackpropFilter, { x: x!, dy: dy as tf.Tensor }, { ...common, filterShape: filter!.shape }),
      };
    },
  });
  tf.registerGradient({
    kernelName: tf.Relu,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.step(y!)) }),
  });
  tf.registerGradient({
    kernelName: tf.MaxPool,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, [input, output], attributes) => ({
      x: () => run(tf.MaxPoolGrad, { dy: dy as tf.Tensor, input: input!, output: output! }, attributes),
    }),
  });
  tf.registerGradient({
    kernelName: tf.Add,
    inputsToSave: ["a", "b"],
    // The addend is a bias: one value a channel, the last axis.
    gradFunc: (dy, [a, b]) => ({
      a: () => tf.reshape(dy as tf.Tensor, a!.shape),
      b: () => tf.sum(dy as tf.Tensor, a!.shape.map((_, axis) => axis).slice(0, a!.rank - b!.rank)),
    }),
  });
  tf.registerGradient({
    kernelName: tf.Reshape,
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as tf.Tensor, x!.shape) }),
  });
}

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor {
  return tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
}
