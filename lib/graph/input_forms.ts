import { evenWidth } from "./even_width.ts";

/** Forms of an image that the leak-free protocol's networks see. */
export const INPUT_FORMS = 2;

/**
 * The forms in which networks see an image: while they train one of them at a time, when they predict all of them, whose
 * softmax is averaged.
 *
 * @param upright u8 [N, 28, 28], deskewed.
 * @returns Each u8 [N, 28, 28]: as it is, and of even width.
 */
export function inputForms(upright: Uint8Array): readonly Uint8Array[] {
  return [upright, evenWidth(upright)];
}
