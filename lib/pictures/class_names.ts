/**
 * The names of classes in their order: numbers by value, else by their characters.
 *
 * @param labels Every label that was given.
 * @returns Each once.
 */
export function classNames(labels: Iterable<string>): string[] {
  const names = [...new Set(labels)];
  const numbers = names.every((name) => /^\d{1,9}$/.test(name));
  return names.sort((a, b) => numbers ? Number(a) - Number(b) || (a < b ? -1 : 1) : a < b ? -1 : 1);
}
