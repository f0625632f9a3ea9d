/** A published test error on MNIST. */
export interface FieldFigure {
  readonly method: string;
  readonly authors: string;
  readonly year: number;
  /** Where it was published. */
  readonly source: string;
  /** The paper by its DOI; absent where we found none that holds the figure. */
  readonly link?: string;
  /** Whether we read the figure in the source; else it is only reported. */
  readonly read: boolean;
  /** How the published code chooses by test error, as read in it; absent where we do not know that it does. */
  readonly choosesByTestError?: string;
  /** In per cent, as published; a range where the source gives one. */
  readonly errorPercent: number;
  readonly toPercent?: number;
  /** Standard deviation between draws, in per cent, where one is given. */
  readonly deviationPercent?: number;
}

/** With 100 labels, ten of each class. */
const HUNDRED: readonly FieldFigure[] = [
  {
    method: "EnhancedTGAN",
    authors: "Wu et al.",
    year: 2019,
    source: "CVPR 2019, as reported by its authors; we found neither table nor code",
    read: false,
    errorPercent: 0.42,
    deviationPercent: 0.03,
  },
  {
    method: "Autoencoder-graph consistency",
    authors: "Kang et al.",
    year: 2020,
    source: "ECCV 2020",
    read: true,
    choosesByTestError: "prints the test error at every epoch and holds no validation set",
    errorPercent: 0.57,
  },
  {
    method: "Bad GAN",
    authors: "Dai et al.",
    year: 2017,
    source: "NeurIPS 2017",
    link: "https://doi.org/10.48550/arXiv.1705.09783",
    read: true,
    choosesByTestError: "tracks the best on the test set",
    errorPercent: 0.795,
    deviationPercent: 0.098,
  },
  {
    method: "Improved GAN, ensemble of 10",
    authors: "Salimans et al.",
    year: 2016,
    source: "NeurIPS 2016",
    link: "https://doi.org/10.48550/arXiv.1606.03498",
    read: false,
    errorPercent: 0.86,
    deviationPercent: 0.056,
  },
  {
    method: "Convolutional Ladder network",
    authors: "Rasmus et al.",
    year: 2015,
    source: "NeurIPS 2015",
    link: "https://doi.org/10.48550/arXiv.1507.02672",
    read: false,
    errorPercent: 0.89,
  },
  {
    method: "Learning by association",
    authors: "Häusser et al.",
    year: 2017,
    source: "CVPR 2017",
    link: "https://doi.org/10.48550/arXiv.1706.00909",
    read: true,
    errorPercent: 0.9,
    toPercent: 1,
  },
  {
    method: "Triple-GAN",
    authors: "Li et al.",
    year: 2017,
    source: "NeurIPS 2017",
    link: "https://doi.org/10.48550/arXiv.1703.02291",
    read: true,
    errorPercent: 0.91,
    deviationPercent: 0.58,
  },
  {
    method: "Ladder network",
    authors: "Rasmus et al.",
    year: 2015,
    source: "NeurIPS 2015",
    link: "https://doi.org/10.48550/arXiv.1507.02672",
    read: true,
    errorPercent: 1.06,
    deviationPercent: 0.37,
  },
  {
    method: "Virtual adversarial training",
    authors: "Miyato et al.",
    year: 2018,
    source: "TPAMI 2018",
    link: "https://doi.org/10.48550/arXiv.1704.03976",
    read: false,
    errorPercent: 1.36,
  },
  {
    method: "PoissonMBO on a graph of a variational autoencoder",
    authors: "Calder et al.",
    year: 2020,
    source: "ICML 2020, result files of GraphLearning; learns from test images too, and is given true class sizes",
    link: "https://doi.org/10.48550/arXiv.2006.11184",
    read: true,
    errorPercent: 2.76,
    deviationPercent: 0.07,
  },
];

const POISSON = {
  authors: "Calder et al.",
  year: 2020,
  link: "https://doi.org/10.48550/arXiv.2006.11184",
  read: true,
} as const;

/** With ten labels, one of each class. */
const TEN: readonly FieldFigure[] = [
  {
    ...POISSON,
    method: "PoissonMBO on a graph of a variational autoencoder",
    source:
      "ICML 2020, result files of GraphLearning, 100 draws; learns from test images too, and is given true class sizes",
    errorPercent: 3.47,
    deviationPercent: 2.58,
  },
  {
    ...POISSON,
    method: "ModularityMBO on the same graph",
    source: "result files of GraphLearning, 100 draws; learns from test images too, and is given true class sizes",
    errorPercent: 6.94,
    deviationPercent: 4.67,
  },
  {
    ...POISSON,
    method: "Poisson learning on the same graph",
    source: "ICML 2020, result files of GraphLearning, 100 draws; learns from test images too",
    errorPercent: 9.82,
    deviationPercent: 3.99,
  },
];

/** With none: labels only name the clusters, and count errors. */
const NONE: readonly FieldFigure[] = [
  {
    method: "Invariant information clustering",
    authors: "Ji et al.",
    year: 2019,
    source: "ICCV 2019, the best of several runs",
    link: "https://doi.org/10.48550/arXiv.1807.06653",
    read: true,
    errorPercent: 0.7,
  },
  {
    method: "Dynamic autoencoder",
    authors: "Mrabah et al.",
    year: 2019,
    source: "its own and later papers' figures",
    read: true,
    errorPercent: 1.8,
    toPercent: 2.7,
  },
];

/**
 * What others report for MNIST, best first. They differ in how many draws they average over.
 *
 * @param labels Labelled images in all, as many of each class.
 * @returns None for a number of labels that we know no figures for.
 */
export function fieldFigures(labels: number): readonly FieldFigure[] {
  return { 0: NONE, 10: TEN, 100: HUNDRED }[labels] ?? [];
}
