/**
 * Every constant that shapes a graph or a search index besides {@linkcode GraphSettings}, in one place: the code takes them
 * from here, and so do the keys under which both are kept, so that none made with other constants is ever taken.
 */
export const GRAPH_METHOD = {
  /**
   * Raised whenever code, not a constant or a kernel, would make another graph of the same images: then the digests that
   * `tests/graph/method_test.ts` pins are others too.
   */
  revision: 4,
  /** Images are compared by gradients of whole numbers. */
  gradients: {
    /** Rows and columns at full size, those of the images. */
    fullSide: 28,
    /** At half size: of means of 2 x 2 pixels. */
    halfSide: 14,
    /** Gradients of an image with pixels from 0 to 1 are multiplied by this and rounded. */
    scale: 10,
  },
  /** Largest shifts of the image distortion model, in pixels. */
  reach: { full: 2, half: 1 },
  /** What candidates are chosen by. */
  components: {
    /** Principal components that are kept. */
    kept: 64,
    /** Length of a feature vector before it is rounded. */
    featureScale: 4000,
    /** From more images than this only some are used to find components. */
    enoughImages: 16_384,
    /** Every how manieth of them. */
    sampleStride: 7,
  },
  /** From distances to weights. */
  scaling: {
    /** A scale is the distance to this neighbour, counted from 1. */
    rank: 7,
    /** In exp(−sharpness · L). */
    sharpness: 2,
    /** No scale is smaller. */
    leastScale: 1,
  },
  /**
   * The weight that ties an exact copy to the first of its kind, beside others of up to 1: it leads every walk from the copy
   * to the first, and next to none back. Our choice: far above the gain that moves an image into a community.
   */
  copyTie: 2 ** -20,
  /** Images of a list of nearest by pixels alone, among which local scaling chooses. */
  pixelListWidth: 40,
} as const;

/** The same constants with other values, as tests have them. */
export type GraphMethod = Widened<typeof GRAPH_METHOD>;

type Widened<T> = T extends number ? number : { readonly [K in keyof T]: Widened<T[K]> };
