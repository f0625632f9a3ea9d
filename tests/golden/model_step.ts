import golden from "./model_step.json" with { type: "json" };

/** One optimiser step of PyTorch's. */
export interface GoldenStep {
  readonly step: number;
  readonly lossBefore: number;
  /** Absent where only the loss was kept. */
  readonly parameters?: Float64Array;
}

/** One case of `model_step.json`, with parameters and gradients in the order of a member's parameters. */
export interface GoldenCase {
  readonly seed: number;
  readonly trainIndices: Int32Array;
  readonly labelVector: Float32Array<ArrayBuffer>;
  readonly parameters: Float32Array<ArrayBuffer>;
  /** [20, 25] */
  readonly outputs: Float64Array;
  readonly gradient: Float64Array;
  readonly steps: readonly GoldenStep[];
}

type Named = Partial<Record<string, number[]>>;

/** Position and length of each named tensor in a member's parameters. */
export const TENSORS: readonly { name: string; start: number; end: number }[] = golden.parameter_order.map((name, i, all) => {
  const length = (which: string) => (golden.cases[0]!.params as Named)[which]!.length;
  const start = all.slice(0, i).reduce((total, before) => total + length(before), 0);
  return { name, start, end: start + length(name) };
});

function inOrder(named: Named): number[] {
  return golden.parameter_order.flatMap((name) => named[name]!);
}

/** Every case of `model_step.json`. */
export const GOLDEN_CASES: readonly GoldenCase[] = golden.cases.map((entry) => ({
  seed: entry.seed,
  trainIndices: Int32Array.from(entry.train_indices),
  labelVector: Float32Array.from(entry.label_vector),
  parameters: Float32Array.from(inOrder(entry.params)),
  outputs: Float64Array.from(entry.outputs),
  gradient: Float64Array.from(inOrder(entry.grads_of_summed_loss)),
  steps: entry["adamw_lr_0.01_defaults"].map((step) => ({
    step: step.step,
    lossBefore: step.loss_before,
    ...("params_after" in step && step.params_after ? { parameters: Float64Array.from(inOrder(step.params_after as Named)) } : {}),
  })),
}));

/** The largest difference of two tensors, relative to the second one's largest value; tensor by tensor. */
export function worstByTensor(found: ArrayLike<number>, wanted: ArrayLike<number>): Record<string, number> {
  return Object.fromEntries(TENSORS.map(({ name, start, end }) => {
    let difference = 0;
    let largest = 0;
    for (let i = start; i < end; i++) {
      difference = Math.max(difference, Math.abs(found[i]! - wanted[i]!));
      largest = Math.max(largest, Math.abs(wanted[i]!));
    }
    return [name, difference / largest];
  }));
}
