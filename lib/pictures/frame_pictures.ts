/**
 * A folder's pictures in their frames, on all cores: decoding and framing ten thousand takes one core longer than the rest of
 * the work takes them all.
 *
 * @module
 */
import { join } from "node:path";
import { type Framed, framePictureFile } from "./frame_picture.ts";

/** What a worker is asked for. */
export interface FrameRequest {
  readonly paths: readonly string[];
  readonly names: readonly string[];
}

/** What it answers: one entry a path. */
export type FrameAnswer = readonly Framed[];

/** Pictures of one request: few enough for a lively bar. */
const AT_ONCE = 32;
/** Fewer pictures are done before a worker has started. */
const WORTH_WORKERS = 300;

/**
 * Reads pictures and puts them into their frames.
 *
 * @param dir Where they lie.
 * @param names Their paths from there.
 * @param onProgress Is told how many are done.
 * @param workers How many workers to start; with one the work is done here. By default as many as there are cores, for many
 * pictures.
 * @returns One entry a name.
 * @throws {Error} If a worker fails.
 */
export async function framePictures(
  dir: string,
  names: readonly string[],
  onProgress: (done: number) => void = () => {},
  workers: number = names.length < WORTH_WORKERS ? 1 : navigator.hardwareConcurrency,
): Promise<Framed[]> {
  const framed = new Array<Framed>(names.length);
  let [next, done] = [0, 0];
  const takeAll = async (ask: (request: FrameRequest) => Promise<FrameAnswer>) => {
    while (next < names.length) {
      const first = next;
      next = Math.min(names.length, first + AT_ONCE);
      const own = names.slice(first, next);
      const answer = await ask({ paths: own.map((name) => join(dir, name)), names: own });
      answer.forEach((picture, i) => framed[first + i] = picture);
      onProgress(done += answer.length);
    }
  };
  if (workers < 2) await takeAll(frameRequested);
  else await Promise.all(Array.from({ length: workers }, () => withWorker(takeAll)));
  return framed;
}

/** What a worker does. */
export function frameRequested({ paths, names }: FrameRequest): Promise<FrameAnswer> {
  return Promise.all(paths.map((path, i) => framePictureFile(path, names[i]!)));
}

async function withWorker(
  work: (ask: (request: FrameRequest) => Promise<FrameAnswer>) => Promise<void>,
): Promise<void> {
  const worker = new Worker(new URL("./frame_worker.ts", import.meta.url), { type: "module" });
  try {
    await work((request) => {
      const { promise, resolve, reject } = Promise.withResolvers<FrameAnswer>();
      worker.onmessage = ({ data }: MessageEvent<FrameAnswer>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`Reading pictures: found an error in a worker (${event.message}), wanted none`));
      };
      worker.postMessage(request);
      return promise;
    });
  } finally {
    worker.terminate();
  }
}
