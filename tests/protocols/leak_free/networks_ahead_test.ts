import assert from "node:assert/strict";
import { type Network, network } from "../../../lib/ensemble/network.ts";
import { NetworksAhead, networksAhead } from "../../../lib/protocols/leak_free/networks_ahead.ts";

const MODEL = network([{ inChannels: 1, outChannels: 4, inSide: 28, padding: 1 }]);

Deno.test("a worker compiles and runs all kernels of a network", async () => {
  assert.equal(await new NetworksAhead(MODEL).done, true);
});

Deno.test("a worker that fails, or is stopped, ends and says so", async () => {
  const broken: Network = { ...MODEL, layers: [] };
  assert.equal(await new NetworksAhead(broken).done, false);
  const stopped = new NetworksAhead(MODEL);
  stopped.stop();
  assert.equal(await stopped.done, false);
});

Deno.test("nothing is compiled ahead for a GPU, whose kernels run at once", () => {
  const traits = { description: "a card", limits: {}, software: false };
  assert.equal(networksAhead({ traits } as unknown as Parameters<typeof networksAhead>[0], MODEL), undefined);
});
