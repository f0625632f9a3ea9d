/** A step of the map of digits in words. */
export function stepText({ stage, step }: { readonly stage: string; readonly step: number }): string {
  switch (stage) {
    case "balanced":
      return "Pass 1, balanced between classes";
    case "communities":
      return "Communities decided as wholes";
    case "second pass":
      return "After pass 2";
    default:
      return step === 0 ? "Labelled images alone" : `Pass 1, ${step} ${step === 1 ? "step" : "steps"}`;
  }
}
