import { networkMultiplyAdds } from "../bench/multiply_adds.ts";
import type { Network } from "../ensemble/network.ts";
import { INPUT_FORMS } from "../graph/input_forms.ts";
import { denseSizes } from "../kernels/dense/shape.ts";
import type { LeakFreeRecord } from "../record/record.ts";
import { FIVE_VIEWS } from "../infer/network_predictions.ts";
import type { NetworkShape } from "./client/network_forward.ts";

/** The networks of a leak-free run's first draw. */
export interface DrawNetworks {
  readonly network: Network;
  /** f32 [parameterCount] each. */
  readonly members: readonly Float32Array[];
}

/** What a page carries for its drawing pad. */
export interface EmbeddedNetworks {
  readonly shape: NetworkShape;
  /** As many as answer while one draws, the first ones. */
  readonly members: readonly Float32Array[];
}

/** Multiply-adds that plain JavaScript does within about 100 ms. */
const MOST_MULTIPLY_ADDS = 80e6;

/** What a page has to know of a network besides its parameters. */
export function networkShape({ layers, dense }: Network): NetworkShape {
  return {
    layers: layers.map(({ shape }) => [shape.inChannels, shape.outChannels, shape.inSide, shape.padding]),
    inputs: denseSizes(dense).inputs,
    classes: dense.classes,
  };
}

/**
 * Chooses what a page carries of a draw's networks.
 *
 * @throws {TypeError} If they are not those of the record's first draw.
 */
export function networksForPad(
  { network, members }: DrawNetworks,
  { draws: [draw] }: LeakFreeRecord,
): EmbeddedNetworks {
  if (
    draw?.members !== members.length || draw.parameters !== network.parameterCount ||
    members.some(({ length }) => length !== network.parameterCount)
  ) {
    throw new TypeError(
      `Rendering the report: found ${members.length} networks of ${members.map(({ length }) => length).join(", ")} ` +
        `parameters, wanted the ${draw?.members ?? 0} of ${draw?.parameters ?? 0} that the record's first draw has`,
    );
  }
  const cost = INPUT_FORMS * FIVE_VIEWS.length * networkMultiplyAdds(network).forward;
  return {
    shape: networkShape(network),
    members: members.slice(0, Math.max(1, Math.floor(MOST_MULTIPLY_ADDS / cost))),
  };
}
