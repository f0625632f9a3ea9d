/**
 * Classes as one character each, as maps hold them.
 *
 * @module
 */

/** As many as a data set may have classes; digits are what they are. */
const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

/** Stands for no class. */
export const NO_CLASS_LETTER = ".";

/** The character of a class, 0 to 63. */
export function letterOfClass(classNumber: number): string {
  return LETTERS.charAt(classNumber);
}

/** The class of a character; -1 for {@linkcode NO_CLASS_LETTER}. */
export function classOfLetter(letter: string): number {
  return letter === "" ? -1 : LETTERS.indexOf(letter);
}
