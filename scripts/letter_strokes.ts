/**
 * Takes the 26 capital letters of a stroke font out of an npm package, for the tests' alphabet: each as its pen's lines.
 *
 * Run: npm pack hersheytext@2.0.0 && tar xzf hersheytext-2.0.0.tgz
 *      deno run --allow-read --allow-write scripts/letter_strokes.ts package/hersheytext.json tests/pictures/letters.json
 *
 * The glyphs are A. V. Hershey's, "Calligraphy for computers" (1967), as the package (MIT) has them.
 *
 * @module
 */
const [font, out] = Deno.args;
if (font === undefined || out === undefined) {
  throw new Error("Reading the arguments: found too few, wanted FONT.json OUT");
}
/** The font of one stroke a line, and where its capital letters begin: after 32 signs. */
const [FACE, FIRST] = ["futural", 32];
const faces: Record<string, { readonly chars: readonly { readonly d: string }[] }> = JSON.parse(
  await Deno.readTextFile(font),
);
const { chars } = faces[FACE]!;
const letters = Array.from({ length: 26 }, (_, i) => {
  const lines = chars[FIRST + i]!.d.split(/\s*M/).filter((line) => line !== "");
  return [String.fromCharCode(65 + i), lines.map((line) => line.match(/-?\d+(\.\d+)?/g)!.map(Number))] as const;
});
const rows = letters.map(([letter, lines]) => `  ${JSON.stringify(letter)}: ${JSON.stringify(lines)}`);
await Deno.writeTextFile(out, `{\n${rows.join(",\n")}\n}\n`);
