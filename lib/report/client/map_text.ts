/** A step of the map of digits in words. */
export function stepText({ stage, step }: { readonly stage: string; readonly step: number }): string {
  switch (stage) {
    case "balanced":
      return "Pass 1, balanced between classes";
    case "communities":
      return "Communities decided as wholes";
    case "groups":
      return "Groups under their names";
    case "second pass":
      return "After the last walk";
    default:
      return step === 0 ? "Labelled images alone" : `Pass 1, ${step} ${step === 1 ? "step" : "steps"}`;
  }
}
