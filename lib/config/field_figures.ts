/** A published test error on MNIST with 100 labels. */
export interface FieldFigure {
  readonly method: string;
  /** Where it was published. */
  readonly source: string;
  /** In per cent, as published; a range where the source gives one. */
  readonly errorPercent: number;
  readonly toPercent?: number;
  /** Standard deviation between draws, in per cent, where one is given. */
  readonly deviationPercent?: number;
}

/**
 * What others report for MNIST with 100 labels, best first. Several of them choose by test error, and they differ in how
 * many draws they average over.
 */
export const FIELD_FIGURES: readonly FieldFigure[] = [
  { method: "EnhancedTGAN", source: "as reported by its authors", errorPercent: 0.42, deviationPercent: 0.03 },
  { method: "Autoencoder-graph consistency", source: "ECCV 2020", errorPercent: 0.57 },
  { method: "Bad GAN", source: "NeurIPS 2017", errorPercent: 0.795, deviationPercent: 0.098 },
  { method: "Improved GAN, ensemble of 10", source: "NeurIPS 2016", errorPercent: 0.86, deviationPercent: 0.056 },
  { method: "Convolutional Ladder network", source: "NeurIPS 2015", errorPercent: 0.89 },
  { method: "Learning by association", source: "CVPR 2017", errorPercent: 0.9, toPercent: 1 },
  { method: "Ladder network", source: "NeurIPS 2015", errorPercent: 1.06, deviationPercent: 0.37 },
  { method: "Virtual adversarial training", source: "TPAMI 2018", errorPercent: 1.36 },
];
