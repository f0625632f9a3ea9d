/**
 * How the gradients of an image lie in memory, at full and at half size.
 *
 * @module
 */
import { GRAPH_METHOD } from "./method.ts";

/** One resolution of the gradient images. */
export interface GradientLayout {
  /** Rows and columns of the gradient image. */
  readonly side: number;
  /** 32-bit words that hold one row of one channel, four signed bytes a word. */
  readonly channelWords: number;
  /** Words of a row: horizontal gradients, vertical gradients, zeros up to a multiple of four. */
  readonly rowWords: number;
  /** Words of an image. */
  readonly imageWords: number;
}

/** The layout for images of `side` x `side` pixels. */
export function gradientLayout(side: number): GradientLayout {
  const channelWords = Math.ceil(side / 4);
  const rowWords = Math.ceil(2 * channelWords / 4) * 4;
  return { side, channelWords, rowWords, imageWords: side * rowWords };
}

/** 28 x 28. */
export const FULL: GradientLayout = gradientLayout(GRAPH_METHOD.gradients.fullSide);
/** 14 x 14: means of 2 x 2 pixels. */
export const HALF: GradientLayout = gradientLayout(GRAPH_METHOD.gradients.halfSide);

/** Horizontal and vertical gradient. */
export const CHANNELS = [0, 1] as const;

/** Texels of a row of the textures that hold the gradients, four words a texel. */
export const TEXTURE_WIDTH = 2048;
