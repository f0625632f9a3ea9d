import munkres from "munkres";

/**
 * Pairs rows with columns so that the entries at the pairs add up to the most (Munkres, "Algorithms for the assignment and
 * transportation problems", 1957).
 *
 * @param gains [n, n], finite.
 * @returns The column of each row; every column once.
 */
export function matchClasses(gains: readonly (readonly number[])[]): number[] {
  const columns = new Array<number>(gains.length);
  for (const [row, column] of munkres(gains.map((line) => line.map((gain) => -gain)))) columns[row] = column;
  return columns;
}
