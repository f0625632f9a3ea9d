/**
 * Takes the user's home folder out of a text, so that a page can be shared.
 *
 * @param text May hold paths anywhere, also as `file:` addresses or climbing up by `..`.
 * @param homes Home folders; by default those that HOME and USERPROFILE name.
 * @returns The text with each home folder replaced by `~`.
 */
export function withoutHomePath(text: string, homes: readonly string[] = homeFolders()): string {
  return homes.map((home) => home.replace(/[/\\]+$/, "")).filter((home) => home !== "").reduce(replaceHome, text);
}

function homeFolders(): string[] {
  return ["HOME", "USERPROFILE"].map((name) => Deno.env.get(name) ?? "");
}

function replaceHome(text: string, home: string): string {
  const windows = /^[a-z]:/i.test(home);
  const separator = windows ? String.raw`[/\\]+` : "/+";
  const path = home.split(windows ? /[/\\]/ : "/").map(escapeRegExp).join(separator).replace(/^\/\+/, "/");
  // `/home/ann` must not match in `/home/anna`, in `/home/ann.old` or in `/mnt/home/ann`; `../../home/ann` is the real one.
  const pattern = String.raw`(?<![\p{L}\p{N}_.~-])(?:(?:\.\./)*\.\.)?${path}(?![\p{L}\p{N}_-]|\.[\p{L}\p{N}_])`;
  return text.replace(new RegExp(pattern, windows ? "giu" : "gu"), "~");
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
