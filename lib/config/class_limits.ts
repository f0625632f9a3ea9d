/** Classes of a data set, or of a person's own pictures, at least. */
export const FEWEST_CLASSES = 2;

/** Classes of a data set, or of a person's own pictures, at most. */
export const MOST_CLASSES = 64;
