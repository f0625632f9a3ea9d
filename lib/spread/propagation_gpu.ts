/**
 * Label propagation on the GPU, many draws at once.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";
import { TEXTURE_WIDTH } from "../graph/gradient_layout.ts";
import {
  type LabelledImages,
  NO_LABEL,
  PRIOR_SHARE,
  type Propagated,
  type PropagationSettings,
  type PseudoLabels,
  seedLabels,
  type WatchedStep,
} from "./propagation.ts";
import {
  beliefPlaces,
  beliefTexels,
  decideWgsl,
  partialSumsWgsl,
  PROPAGATION_WORKGROUP,
  sharpenWgsl,
  startWgsl,
  stepWgsl,
  SUM_RUN,
  totalsWgsl,
} from "./propagation_wgsl.ts";
import { type Normalisation, normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

/** Texels of the beliefs of all draws at once, 256 MiB, unless one draw has more. Source: what fits on every adapter. */
const MOST_TEXELS = 2 ** 24;

type Resource = GPUBuffer | GPUTexture;

/** A graph on the GPU, and the kernels that spread labels over it. */
export class Propagation {
  readonly #gpu: Gpu;
  readonly #settings: PropagationSettings;
  readonly #images: number;
  readonly #classes: number;
  readonly #rows: GPUBuffer;
  readonly #entries: Readonly<Record<Normalisation, GPUTexture>>;
  readonly #kernels: Readonly<Record<string, GPUComputePipeline>>;

  private constructor(
    gpu: Gpu,
    settings: PropagationSettings,
    graph: SparseGraph,
    classes: number,
    kernels: Record<string, GPUComputePipeline>,
  ) {
    this.#gpu = gpu;
    this.#settings = settings;
    this.#images = graph.count;
    this.#classes = classes;
    this.#kernels = kernels;
    const order = Uint32Array.from({ length: graph.count }, (_, row) => row);
    const texelsOf = (row: number) => Math.ceil((graph.offsets[row + 1]! - graph.offsets[row]!) / 2);
    // Rows of like length side by side: what runs in step waits for the longest.
    order.sort((a, b) => texelsOf(b) - texelsOf(a) || a - b);
    const rows = new Uint32Array(graph.count * 4);
    const firsts = new Uint32Array(graph.count);
    let texels = 0;
    for (let row = 0; row < graph.count; row++) {
      firsts[row] = texels;
      texels += texelsOf(row);
    }
    order.forEach((row, place) => rows.set([row, firsts[row]!, texelsOf(row), 0], place * 4));
    this.#rows = gpu.upload(rows, "rows of the graph");
    this.#entries = {
      symmetric: entryTexture(gpu, graph, normalisedWeights(graph, "symmetric"), firsts, texels),
      stochastic: entryTexture(gpu, graph, normalisedWeights(graph, "stochastic"), firsts, texels),
    };
  }

  /** Uploads the graph and compiles the kernels. */
  static async create(
    gpu: Gpu,
    graph: SparseGraph,
    classes: number,
    settings: PropagationSettings,
  ): Promise<Propagation> {
    const sources = {
      start: startWgsl(classes),
      step: stepWgsl(settings.alpha, classes),
      sharpen: sharpenWgsl(classes),
      plainSums: partialSumsWgsl("plain", classes),
      rowSums: partialSumsWgsl("rows to one", classes),
      decisions: partialSumsWgsl("decisions", classes),
      factors: totalsWgsl("factors", PRIOR_SHARE, classes),
      prior: totalsWgsl("prior", PRIOR_SHARE, classes),
      decide: decideWgsl(classes),
    };
    const kernels: Record<string, GPUComputePipeline> = {};
    for (const [name, source] of Object.entries(sources)) {
      kernels[name] = await gpu.pipeline(`propagation ${name}`, source);
    }
    return new Propagation(gpu, settings, graph, classes, kernels);
  }

  /** Draws that are done at once. */
  get drawsAtOnce(): number {
    return Math.max(1, Math.floor(MOST_TEXELS / (this.#images * beliefTexels(this.#classes))));
  }

  /**
   * Spreads the labels of every draw.
   *
   * @param draws Their only labels.
   * @param onProgress Is told the share that is done.
   * @param watch Steps of the first pass after which the first draw's labels are kept to be looked at; nothing follows from
   * them.
   */
  async run(
    draws: readonly LabelledImages[],
    onProgress: (share: number) => void = () => {},
    watch: readonly number[] = [],
  ): Promise<Propagated[]> {
    const results: Propagated[] = [];
    for (let first = 0; first < draws.length; first += this.drawsAtOnce) {
      const some = draws.slice(first, first + this.drawsAtOnce);
      results.push(
        ...await this.#runTogether(
          some,
          (share) => onProgress((first + share * some.length) / draws.length),
          first === 0 ? watch : [],
        ),
      );
    }
    return results;
  }

  /** Gives the graph's memory back. */
  dispose(): void {
    this.#gpu.release(this.#rows);
    for (const texture of Object.values(this.#entries)) texture.destroy();
  }

  async #runTogether(
    draws: readonly LabelledImages[],
    onProgress: (share: number) => void,
    watch: readonly number[],
  ): Promise<Propagated[]> {
    const gpu = this.#gpu;
    const images = this.#images;
    const count = draws.length;
    const classes = this.#classes;
    const places = beliefPlaces(classes);
    const runs = Math.ceil(images / SUM_RUN);
    const seeds = new Uint32Array(count * images);
    draws.forEach((draw, d) => seeds.set(seedLabels(images, draw), d * images));
    const ones = new Float32Array(count * places).fill(1);
    const { known, decided, confidences, sums, factors, prior, sizes } = gpu.allOrNothing(() => ({
      known: gpu.upload(seeds, "known labels"),
      decided: gpu.buffer(seeds.byteLength, "decided labels"),
      confidences: gpu.buffer(seeds.byteLength, "confidences"),
      sums: gpu.buffer(count * runs * places * Float32Array.BYTES_PER_ELEMENT, "sums of beliefs"),
      factors: gpu.upload(ones, "factors of classes"),
      prior: gpu.upload(ones.map(() => 1 / classes), "prior"),
      sizes: gpu.upload(new Uint32Array([images, runs, 0, 0]), "sizes"),
    }));
    const beliefs = [this.#beliefs(count), this.#beliefs(count)] as const;
    const { settings, dispatch } = { settings: this.#settings, dispatch: this.#dispatch.bind(this) };
    const perImage: [number, number, number] = [Math.ceil(images / PROPAGATION_WORKGROUP), count, 1];
    const perRun: [number, number, number] = [Math.ceil(runs / PROPAGATION_WORKGROUP), count, 1];
    try {
      const watched: WatchedStep[] = [];
      const look = async (step: number) => {
        if (!watch.includes(step)) return;
        const { labels, confidences } = (await decisions(step % 2))[0]!;
        // A share of exactly one class's is that of no belief at all (see `decideWgsl`).
        const none = Math.fround(1 / classes);
        watched.push({ step, labels: labels.map((label, image) => confidences[image] === none ? NO_LABEL : label) });
      };
      const spread = async (
        labels: GPUBuffer,
        kind: Normalisation,
        steps: number,
        from: number,
        to: number,
        onStep: (step: number) => Promise<void> = () => Promise.resolve(),
      ) => {
        gpu.submit([dispatch("start", [labels, beliefs[0], sizes], perImage)]);
        const turns = [0, 1].map((turn) =>
          dispatch(
            "step",
            [this.#entries[kind], this.#rows, labels, beliefs[turn]!, beliefs[1 - turn]!, sizes],
            perImage,
          )
        );
        await onStep(0);
        for (let step = 0; step < steps; step++) {
          gpu.submit([turns[step % 2]!]);
          await onStep(step + 1);
          if (step % 10 === 9) {
            await gpu.settle();
            onProgress(from + (to - from) * (step + 1) / steps);
          }
        }
        return steps % 2;
      };
      const decisions = async (at: number) => {
        gpu.submit([dispatch("decide", [beliefs[at]!, factors, known, decided, confidences, sizes], perImage)]);
        const labels = await gpu.readWords(decided, count * images);
        const shares = await gpu.readFloats(confidences, count * images);
        return draws.map((_, d): PseudoLabels => ({
          labels: Uint8Array.from(labels.subarray(d * images, (d + 1) * images)),
          confidences: shares.slice(d * images, (d + 1) * images),
        }));
      };
      const end = await spread(known, "symmetric", settings.firstSteps, 0, 0.7, look);
      const sharp = 1 - end;
      gpu.submit([dispatch("sharpen", [beliefs[end]!, beliefs[sharp]!, sizes], perImage)]);
      if (settings.prior) {
        const totals: [number, number, number] = [1, count, 1];
        const kernel = (name: string) => dispatch(name, [beliefs[sharp]!, factors, sums, sizes], perRun);
        const newFactors = dispatch("factors", [sums, prior, factors, sizes], totals);
        const newPrior = dispatch("prior", [sums, prior, factors, sizes], totals);
        for (let round = 0; round < settings.priorRounds; round++) {
          gpu.submit([kernel("plainSums"), newFactors]);
          gpu.submit([kernel("rowSums"), newFactors], settings.balanceRounds - 1);
          gpu.submit([kernel("decisions"), newPrior]);
        }
      }
      const first = await decisions(sharp);
      onProgress(0.75);
      gpu.write(factors, ones);
      const last = await spread(decided, "stochastic", settings.secondSteps, 0.75, 1);
      const second = await decisions(last);
      return first.map((labels, d) => ({
        first: labels,
        second: second[d]!,
        ...(d === 0 && watch.length > 0 && { watched }),
      }));
    } finally {
      gpu.release(known, decided, confidences, sums, factors, prior, sizes);
      for (const texture of beliefs) texture.destroy();
    }
  }

  #beliefs(draws: number): GPUTexture {
    const rows = Math.ceil(draws * this.#images * beliefTexels(this.#classes) / TEXTURE_WIDTH);
    return this.#gpu.device.createTexture({
      size: [TEXTURE_WIDTH, rows],
      format: "rgba32float",
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.STORAGE_BINDING,
    });
  }

  #dispatch(name: string, resources: readonly Resource[], workgroups: readonly [number, number, number]): Dispatch {
    const pipeline = this.#kernels[name]!;
    const bindings = this.#gpu.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({
        binding,
        resource: resource instanceof GPUTexture ? resource.createView() : { buffer: resource },
      })),
    });
    return { pipeline, bindings, workgroups };
  }
}

/** Two entries a texel: column, weight, column, weight. */
function entryTexture(
  gpu: Gpu,
  graph: SparseGraph,
  weights: Float64Array,
  firsts: Uint32Array,
  texels: number,
): GPUTexture {
  const height = Math.max(1, Math.ceil(texels / TEXTURE_WIDTH));
  const words = new Uint32Array(height * TEXTURE_WIDTH * 4);
  const floats = new Float32Array(words.buffer);
  for (let row = 0; row < graph.count; row++) {
    for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
      const place = (firsts[row]! * 2 + at - graph.offsets[row]!) * 2;
      words[place] = graph.columns[at]!;
      floats[place + 1] = weights[at]!;
    }
  }
  const texture = gpu.device.createTexture({
    size: [TEXTURE_WIDTH, height],
    format: "rgba32uint",
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  gpu.device.queue.writeTexture({ texture }, words, { bytesPerRow: TEXTURE_WIDTH * 16 }, [TEXTURE_WIDTH, height]);
  return texture;
}
