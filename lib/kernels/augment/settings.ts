/**
 * Augmentation: each image of a batch bent a little, anew at every step.
 *
 * @module
 */

/** How far an image is bent: each amount is drawn evenly from minus to plus the value. */
export interface AugmentSettings {
  /** Radians. */
  readonly rotation: number;
  /** Share of the size, drawn for each axis. */
  readonly scale: number;
  /** Pixels across for each pixel down. */
  readonly shear: number;
  /** Pixels, drawn for each axis. */
  readonly shift: number;
  /** Pixels: standard deviation of a displacement at each of 5x5 nodes, smooth between them. */
  readonly field: number;
  /** Side of the square that is blanked, in pixels, an even number; its middle is any pixel. 0 for none. */
  readonly cutout: number;
}

/**
 * Half of the sketches' amounts, which are too strong for a network of 33,546 parameters that sees each image a few times: chosen
 * by hidden training labels of images that the network had not seen (docs/leak_free.md says which).
 */
export const AUGMENT_SETTINGS: AugmentSettings = {
  rotation: 0.1,
  scale: 0.07,
  shear: 0.1,
  shift: 0.9,
  field: 0.35,
  cutout: 2,
};

/** Images as they are. */
export const NO_AUGMENT: AugmentSettings = { rotation: 0, scale: 0, shear: 0, shift: 0, field: 0, cutout: 0 };

/** Nodes of the displacement field along one side. */
export const NODES = 5;
/** Numbers drawn for one image: eight for the affine part and the cutout, two for each node. */
export const DRAWS = 8 + 2 * NODES ** 2;
/** Philox blocks of four numbers that hold them. */
export const BLOCKS = Math.ceil(DRAWS / 4);
/** Which stream of a member's seed augmentation draws from. */
export const AUGMENT_STREAM = 1;
/** Rows of the plane of transforms: two of the affine part, then one for each node of the upper four rows of nodes. */
export const TRANSFORM_ROWS = 2 + (NODES - 1) * NODES;
/** Standard deviation 1 of a number drawn evenly. */
export const EVEN_TO_UNIT = Math.sqrt(3);

/** The settings and a shift of the view (pixels right and down), as the kernels read them. */
export function augmentWords(settings: AugmentSettings, right: number, down: number): Float32Array<ArrayBuffer> {
  const { rotation, scale, shear, shift, field, cutout } = settings;
  return Float32Array.of(rotation, scale, shear, shift, field * EVEN_TO_UNIT, cutout, right, down);
}
