/** Text with a byte order mark, as Windows' editors (UTF-8) and PowerShell (UTF-16) write it, and in the other order. */
export const MARKED: readonly ((text: string) => Uint8Array)[] = [
  (text) => new TextEncoder().encode(`\uFEFF${text}`),
  (text) => utf16(text, true),
  (text) => utf16(text, false),
];

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * (text.length + 1)));
  [..."\uFEFF" + text].forEach((letter, i) => view.setUint16(2 * i, letter.charCodeAt(0), littleEndian));
  return new Uint8Array(view.buffer);
}
