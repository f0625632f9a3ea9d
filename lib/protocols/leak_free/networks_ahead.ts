/**
 * Compiling networks' kernels while the graph is built.
 *
 * Software Vulkan compiles a kernel when it first runs: some ten seconds for a network, on one core. A worker with a device of
 * its own does that beside the graph, which does not fill two cores; the driver's shader cache hands over what came out.
 *
 * @module
 */
import type { Network } from "../../ensemble/network.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { planKind } from "../../kernels/plan.ts";

/** What the worker tells in the end: whether all is compiled. */
export type NetworksAheadReport = boolean;

/** Compiles a network's kernels in a worker. It only ever saves time: what the worker fails to do is done anyway. */
export class NetworksAhead {
  /** Settles when the worker has ended: whether it has compiled everything. */
  readonly done: Promise<boolean>;
  readonly #end: (all: boolean) => void;

  /** Starts the worker. */
  constructor(network: Network) {
    const worker = new Worker(new URL("./networks_ahead_worker.ts", import.meta.url), { type: "module" });
    const done = Promise.withResolvers<boolean>();
    this.done = done.promise;
    this.#end = (all) => {
      worker.terminate();
      done.resolve(all);
    };
    worker.addEventListener("message", ({ data }: MessageEvent<NetworksAheadReport>) => this.#end(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(false);
    });
    worker.postMessage(network);
  }

  /** Ends the worker. */
  stop(): void {
    this.#end(false);
  }
}

/** Starts a worker only where a CPU that has a second core stands in for a GPU. */
export function networksAhead({ traits }: Pick<Gpu, "traits">, network: Network): NetworksAhead | undefined {
  if (planKind(traits) !== "software" || !traits.software || navigator.hardwareConcurrency < 2) return undefined;
  return new NetworksAhead(network);
}
