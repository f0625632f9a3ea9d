import assert from "node:assert/strict";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { conv2dDefault, xavierUniform } from "../../lib/random/torch_init.ts";
import { shuffledOrder, WORDS_PER_PASS } from "../../lib/random/torch_data_loader.ts";

/** What PyTorch returned for one seed, the calls in this order on one generator. */
interface GoldenCalls {
  readonly "rand_5": number[];
  readonly "uniform_(-0.25,0.75)_20": number[];
  readonly "randperm_10": number[];
  readonly "randperm_5923_first_10": number[];
  readonly "random_int64": string[];
  readonly "conv2d_1_16_3_weight_first_5_then_bias_first_5": [number[], number[]];
  readonly "xavier_uniform_8_16_3_3_first_5": number[];
  readonly "dataloader_25_batch_20_shuffle_two_epochs": number[][][];
  readonly "rand_1_after_all": number[];
}

const golden: Record<string, GoldenCalls> = JSON.parse(
  Deno.readTextFileSync(new URL("../golden/torch_rng.json", import.meta.url)),
);

/** Nine significant digits name one float32, so rounding the file's figure gives back PyTorch's bits. */
function assertSameFloats(actual: Float32Array, expected: readonly number[], what: string): void {
  assert.deepEqual([...actual], expected.map(Math.fround), what);
}

for (const [seed, calls] of Object.entries(golden)) {
  Deno.test(`TorchGenerator, the initialisers and shuffledOrder() match PyTorch word for word with seed ${seed}`, () => {
    const generator = new TorchGenerator(Number(seed));
    assertSameFloats(generator.uniformArray(5, 0, 1), calls.rand_5, "rand(5)");
    const shifted = generator.uniformArray(20, -0.25, 0.75);
    assertSameFloats(shifted, calls["uniform_(-0.25,0.75)_20"], "uniform_(-0.25, 0.75)");
    assert.deepEqual([...generator.randperm(10)], calls.randperm_10);
    assert.deepEqual([...generator.randperm(5923).subarray(0, 10)], calls.randperm_5923_first_10);
    assert.deepEqual(calls.random_int64.map(() => generator.randomInt64()), calls.random_int64.map(BigInt));
    const conv = conv2dDefault(generator, { outChannels: 16, inChannels: 1, kernelSize: 3 });
    const [weightHead, biasHead] = calls.conv2d_1_16_3_weight_first_5_then_bias_first_5;
    assertSameFloats(conv.weight.subarray(0, 5), weightHead, "Conv2d weight");
    assertSameFloats(conv.bias.subarray(0, 5), biasHead, "Conv2d bias");
    const xavier = xavierUniform(generator, { outChannels: 8, inChannels: 16, kernelSize: 3 });
    assertSameFloats(xavier.subarray(0, 5), calls.xavier_uniform_8_16_3_3_first_5, "xavier_uniform_");
    for (const epoch of calls.dataloader_25_batch_20_shuffle_two_epochs) {
      assert.deepEqual([...shuffledOrder(generator, 25)], epoch.flat());
    }
    assertSameFloats(generator.uniformArray(1, 0, 1), calls.rand_1_after_all, "rand(1) after all");
  });
}

Deno.test("one pass of shuffledOrder() takes WORDS_PER_PASS words whatever the size of the set", () => {
  for (const size of [0, 1, 10, 60_000]) {
    const passed = new TorchGenerator(9);
    const skipped = passed.clone();
    shuffledOrder(passed, size);
    skipped.skip(WORDS_PER_PASS);
    assert.equal(passed.randomInt64(), skipped.randomInt64(), `${size} items`);
  }
});
