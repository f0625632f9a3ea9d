/**
 * Progress of a run and its stages: a bar on a terminal, a line now and then elsewhere. All of it goes to stderr.
 *
 * @module
 */
import type { Progress } from "./progress.ts";
import { barProgress } from "./progress_bars.ts";
import { lineProgress } from "./progress_lines.ts";

/**
 * Chooses how progress is shown.
 *
 * @returns A bar where stderr is a terminal, plain lines where it is not.
 */
export function stderrProgress(): Progress {
  if (Deno.stderr.isTerminal()) return barProgress();
  const encoder = new TextEncoder();
  return lineProgress((line) => void Deno.stderr.writeSync(encoder.encode(line + "\n")));
}
