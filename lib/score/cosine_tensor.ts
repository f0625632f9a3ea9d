/** S[n, k, c] = cos(output of member k for image n, label vector of class c). */
export interface CosineTensor {
  readonly images: number;
  readonly members: number;
  readonly classes: number;
  /** f32 [images, members, classes] */
  readonly values: Float32Array;
}
