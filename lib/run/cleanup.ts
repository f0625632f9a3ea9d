/**
 * What has to be undone when a task ends early: half-written files, folders made for them, an unfinished line.
 *
 * @module
 */

/** Each cleanup with whether it matters enough to catch signals for. */
const cleanups = new Map<() => void, { readonly catchSignals: boolean }>();
let listening = false;

/**
 * Registers what has to be undone if the process is interrupted before the returned function is called.
 *
 * Signals are only caught while something is registered here. Otherwise the operating system's default holds, which ends
 * the process at once even when it is deep in a computation and no handler could run.
 *
 * @param cleanup Runs synchronously, newest first, at most once; what it throws is ignored.
 * @returns Takes the registration back; calling it twice does no harm.
 */
export function onInterrupt(cleanup: () => void): () => void {
  return register(cleanup, true);
}

/**
 * Registers what has to be undone if the task fails before the returned function is called. A signal ends the process
 * without it.
 *
 * @param cleanup As for {@linkcode onInterrupt}.
 * @returns Takes the registration back; calling it twice does no harm.
 */
export function onFailure(cleanup: () => void): () => void {
  return register(cleanup, false);
}

/** Runs every registered cleanup, newest first, and forgets it. Tasks call it before they end early. */
export function runCleanups(): void {
  for (const cleanup of [...cleanups.keys()].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The process is ending: the next cleanup matters more than why this one failed.
    }
  }
  listenIfNeeded();
}

function interrupted(): void {
  runCleanups();
  Deno.exit(130);
}

function terminated(): void {
  runCleanups();
  Deno.exit(143);
}

function register(cleanup: () => void, catchSignals: boolean): () => void {
  cleanups.set(cleanup, { catchSignals });
  listenIfNeeded();
  return () => {
    cleanups.delete(cleanup);
    listenIfNeeded();
  };
}

function listenIfNeeded(): void {
  const needed = [...cleanups.values()].some(({ catchSignals }) => catchSignals);
  if (needed === listening) return;
  listening = needed;
  const change = needed ? Deno.addSignalListener : Deno.removeSignalListener;
  change("SIGINT", interrupted);
  if (Deno.build.os !== "windows") change("SIGTERM", terminated);
}
