/**
 * Writes a duration for people.
 *
 * @param durationMs At least 0.
 * @returns For example `440 ms`, `9.5 s`, `12 s`, `2 min 5 s`, `1 h 2 min`.
 */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const wholeMinutes = Math.round(seconds / 60);
  return `${Math.floor(wholeMinutes / 60)} h ${wholeMinutes % 60} min`;
}

/**
 * Writes a duration that is a guess: no finer than a guess is.
 *
 * @param durationMs At least 0.
 * @returns For example `3 s`, `25 s`, `4 min`, `1 h 10 min`.
 */
export function formatAbout(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 20) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 100) return `${5 * Math.round(seconds / 5)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const tens = 10 * Math.round(minutes / 10);
  return `${Math.floor(tens / 60)} h ${tens % 60} min`;
}
