/**
 * A word quoted for a POSIX shell, left alone where nothing in it is special. A leading `~/` stays outside the quotes,
 * so that the shell still expands it.
 */
export function quoteForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (word.startsWith("~/")) return word.length === 2 ? word : `~/${quoteForShell(word.slice(2))}`;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
