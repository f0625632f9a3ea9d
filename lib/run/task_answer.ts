/** What a task came to. */
export interface TaskAnswer {
  /** For people: lines, without a newline at the end. */
  readonly text: string;
  /** For programs: what JSON can hold; `undefined` properties are left out. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** The answer as it is shown: the text, or the result on one line, led by the task's name and ended by the time it took. */
export function answerText(task: string, { text, result }: TaskAnswer, json: boolean): string {
  // Its start is the process's, so that what came before the work counts too.
  return json ? JSON.stringify({ task, ...result, wallMs: Math.round(performance.now()) }) : text;
}
