/**
 * What has to be undone when a task is interrupted: half-written files, folders made for them.
 *
 * @module
 */

const cleanups = new Set<() => void>();
let listening = false;

/**
 * Registers what has to be undone if the process is interrupted before the returned function is called.
 *
 * The signals are only caught while something is registered. Otherwise the operating system's default holds, which ends
 * the process at once even when it is deep in a computation and no handler could run.
 *
 * @param cleanup Runs synchronously, newest first, at most once; what it throws is ignored.
 * @returns Takes the registration back; calling it twice does no harm.
 */
export function onInterrupt(cleanup: () => void): () => void {
  cleanups.add(cleanup);
  listen();
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) stopListening();
  };
}

/** Runs every registered cleanup, newest first, and forgets it. Tasks call it before they end early. */
export function runCleanups(): void {
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The process is ending: the next cleanup matters more than why this one failed.
    }
  }
  stopListening();
}

function interrupted(): void {
  runCleanups();
  Deno.exit(130);
}

function terminated(): void {
  runCleanups();
  Deno.exit(143);
}

function listen(): void {
  if (listening) return;
  listening = true;
  Deno.addSignalListener("SIGINT", interrupted);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", terminated);
}

function stopListening(): void {
  if (!listening) return;
  listening = false;
  Deno.removeSignalListener("SIGINT", interrupted);
  if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGTERM", terminated);
}
