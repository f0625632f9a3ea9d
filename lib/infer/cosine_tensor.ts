/** S[n, k, c] = cos(output of member k for image n, label vector of class c). */
export interface CosineTensor {
  /** N. */
  readonly images: number;
  /** K. */
  readonly members: number;
  /** C. */
  readonly classes: number;
  /** f32 [images, members, classes] */
  readonly values: Float32Array;
}
