/** A picture's colours. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** u8 [height, width, 4]: red, green, blue, opacity. */
  readonly rgba: Uint8Array;
}
