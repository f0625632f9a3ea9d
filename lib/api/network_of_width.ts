import { LEAK_FREE_NETWORK, type Network, WIDE_NETWORK } from "../ensemble/network.ts";
import type { TrainedNetworks } from "./shapes.ts";

/** What networks of a width are. */
export const NETWORK_OF_WIDTH: Readonly<Record<TrainedNetworks["width"], Network>> = {
  laptop: LEAK_FREE_NETWORK,
  gpu: WIDE_NETWORK,
};
