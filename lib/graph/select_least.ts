/**
 * Moves the `k` least of the first `count` keys to the front, in no particular order. Keys must differ from each other.
 *
 * Source: Hoare's quickselect with the median of three; the same keys always give the same order.
 *
 * @param keys Reordered in place.
 * @param count How many of them count.
 * @param k From 0 to `count`.
 */
export function selectLeast(keys: Float64Array, count: number, k: number): void {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const middle = (left + right) >> 1;
    const a = keys[left]!, b = keys[middle]!, c = keys[right]!;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let low = left;
    let high = right;
    while (low <= high) {
      while (keys[low]! < pivot) low++;
      while (keys[high]! > pivot) high--;
      if (low <= high) {
        const kept = keys[low]!;
        keys[low++] = keys[high]!;
        keys[high--] = kept;
      }
    }
    if (k <= high) right = high;
    else if (k >= low) left = low;
    else return;
  }
}
