import assert from "node:assert/strict";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { initialisationWords, initialParameters } from "../../lib/ensemble/initialisation.ts";
import { shuffledOrder } from "../../lib/random/torch_data_loader.ts";
import { TorchGenerator } from "../../lib/random/torch_generator.ts";
import { TryStream } from "../../lib/train/try_stream.ts";

Deno.test("a try far down the stream draws what running through all tries before it draws", () => {
  const stream = new TryStream(NOTEBOOK_ARCHITECTURE, 3, 5);
  const jumped = stream.drawsAt(4, 10);
  const generator = new TorchGenerator(5);
  let initial = new Float32Array();
  let orders: Int32Array[] = [];
  for (let position = 0; position <= 4; position++) {
    initial = initialParameters(NOTEBOOK_ARCHITECTURE, generator);
    orders = [0, 1, 2].map(() => shuffledOrder(generator, 10));
  }
  assert.deepEqual(jumped.initial, initial);
  assert.deepEqual(jumped.orders, orders);
  assert.deepEqual(stream.generatorAt(5).randperm(100), generator.randperm(100));
});

Deno.test("drawing a model takes the words that initialisationWords() says", () => {
  const [drawn, skipped] = [new TorchGenerator(0), new TorchGenerator(0)];
  initialParameters(NOTEBOOK_ARCHITECTURE, drawn);
  skipped.skip(initialisationWords(NOTEBOOK_ARCHITECTURE));
  assert.equal(drawn.uniform(0, 1), skipped.uniform(0, 1));
});
