/**
 * What a run's record holds, as far as programs are likely to ask for it; `run.json` holds more. Errors are counts of images,
 * rates are fractions, times are in milliseconds.
 *
 * @module
 */

/** Errors of ten models on one set of images, with the true label in the scorer and without. */
export interface BothErrors {
  /** Images that were scored. */
  readonly images: number;
  /** With the label of an image in its scorer, as the notebook has it. */
  readonly labelInformedErrors: number;
  /** Without. */
  readonly labelFreeErrors: number;
}

/** One stage of the notebook: ten models, each the best of its tries. */
export interface NotebookStage {
  /** Of each digit's model: tries it took, the winning one included. */
  readonly tries: readonly number[];
  /** Of each digit's model: the winner's final loss, in the notebook's unit. */
  readonly winningLoss: readonly number[];
  /** On training images. */
  readonly train: BothErrors;
  /** On test images. */
  readonly test: BothErrors;
}

/** What the notebook, published or corrected, came to. */
export interface NotebookRun {
  /** Row d: indices of digit d's labelled training images, in the order drawn. */
  readonly labelledTrainIndices: readonly (readonly number[])[];
  /** Trained on the labelled images. */
  readonly stage1: NotebookStage;
  /** What the first stage's models kept of the training images. */
  readonly pseudoLabels: {
    /** Images kept. */
    readonly selected: number;
    /** Of those, wrong ones. */
    readonly wrong: number;
    /** Kept images of each pseudo-label. */
    readonly byClass: readonly number[];
  };
  /** Trained on the kept images. */
  readonly stage2: NotebookStage;
  /** From beginning to end. */
  readonly durationMs: number;
}

/** What one draw of labelled images came to. */
export interface LeakFreeDrawRun {
  /** Null where the images were named in a file. */
  readonly drawSeed: number | null;
  /** Row c: indices of the labelled training images of class c. */
  readonly labelledTrainIndices: readonly (readonly number[])[];
  /** What was trained. */
  readonly preset: string;
  /** Of the final decision, on test images. */
  readonly testErrors: number;
  /** Of the neighbours' vote alone. */
  readonly graphTestErrors: number;
  /** Of each network alone. */
  readonly memberTestErrors: readonly number[];
  /** Row: true class. Column: answer. */
  readonly confusion: readonly (readonly number[])[];
}

/** What the leak-free protocol came to. */
export interface LeakFreeRun {
  /** Labelled and unlabelled. */
  readonly trainImages: number;
  /** Classified. */
  readonly testImages: number;
  /** In the order asked for. */
  readonly draws: readonly LeakFreeDrawRun[];
  /** Over draws. */
  readonly meanErrorRate: number;
  /** Over draws. */
  readonly medianErrorRate: number;
  /** Over draws. */
  readonly worstErrorRate: number;
  /** 95 % interval of the mean over draws; null for one draw. */
  readonly errorRateInterval: { readonly lower: number; readonly upper: number } | null;
  /** From beginning to end. */
  readonly durationMs: number;
}

/** How a run came about. */
export interface RunProvenance {
  /** After the task's name. */
  readonly commandLine: readonly string[];
  /** Every option with the value used. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Whether it ran on fewer images and steps. */
  readonly quick: boolean;
  /** Of Tenshot. */
  readonly version: string;
  /** Absent outside a git checkout. */
  readonly commit?: string | undefined;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** UTC, ISO 8601. */
  readonly endedAt: string;
  /** The data set. */
  readonly dataset: {
    /** "MNIST", another that is known by its checksums, or "unknown data set". */
    readonly name: string;
    /** The package with its version, or a folder. */
    readonly source: string;
    /** In its files. */
    readonly trainImages: number;
    /** Absent where there is no test set. */
    readonly testImages?: number | undefined;
  };
}

/** What a run learned; parts that it did not run are absent. */
export interface Run {
  /** Of the record's format. */
  readonly recordVersion: number;
  /** How it came about. */
  readonly provenance: RunProvenance;
  /** The notebook as it stands. */
  readonly published?: NotebookRun | undefined;
  /** The notebook without its leak. */
  readonly corrected?: NotebookRun | undefined;
  /** Our own method, without a leak. */
  readonly leakFree?: LeakFreeRun | undefined;
}
