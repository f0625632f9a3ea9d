/** Waits, but no longer than until it is told to stop. */
export function delay(durationMs: number, stop?: AbortSignal): Promise<void> {
  if (durationMs <= 0 || stop?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, durationMs);
    stop?.addEventListener("abort", end);
  });
}
