import { join } from "node:path";
import { onInterrupt } from "./cleanup.ts";
import { fileProblem, writeFileAtomically } from "./atomic_file.ts";
import { type CheckpointRequest, decodeRequest, encodeRequest, type ProgramVersion } from "./checkpoint_request.ts";
import { CHECKPOINT_FOLDER, makeFolder, REQUEST_FILE } from "./folder.ts";
import { decodePart, encodePart } from "./part_file.ts";
import { quoteForShell } from "./quote_for_shell.ts";
import { readRunRecord } from "../record/read_record.ts";

const LOCK_FILE = "lock";
const PART_ENDING = ".safetensors";

/**
 * What an unfinished run keeps in the folder `checkpoint` of its own, so that it can go on after it was stopped, however
 * that happened: its request, and the outcomes of its steps, each a file that is there in full or not at all and carries
 * a checksum.
 *
 * One process at a time works in it. A run that fails or is interrupted before a step is kept leaves nothing behind.
 */
export class Checkpoint {
  readonly #runFolder: string;
  readonly #folder: string;
  readonly #lock: Deno.FsFile;
  readonly #removeNewFolders: () => void;
  readonly #unregister: () => void;
  readonly #notify: (notice: string) => void;
  #kept: number;

  private constructor(
    runFolder: string,
    lock: Deno.FsFile,
    kept: number,
    removeNewFolders: () => void,
    notify: (notice: string) => void,
  ) {
    this.#runFolder = runFolder;
    this.#folder = join(runFolder, CHECKPOINT_FOLDER);
    this.#lock = lock;
    this.#kept = kept;
    this.#notify = notify;
    this.#removeNewFolders = removeNewFolders;
    this.#unregister = onInterrupt(() => this.#abandon());
  }

  /**
   * Begins a checkpoint; one that is in the folder already goes.
   *
   * @param runFolder The run's folder; made if missing.
   * @param request Read again by {@linkcode Checkpoint.open}.
   * @param notify Shows a notice of one or more lines.
   * @throws {Error} If it cannot be written, or another process is at work in it.
   */
  static async create(
    runFolder: string,
    request: CheckpointRequest,
    notify: (notice: string) => void,
  ): Promise<Checkpoint> {
    const folder = join(runFolder, CHECKPOINT_FOLDER);
    const removeNewFolders = await makeFolder(folder);
    const lock = await takeLock(folder, `Beginning a run in ${runFolder}`);
    for await (const { name } of Deno.readDir(folder)) if (name !== LOCK_FILE) await removeFile(join(folder, name));
    const checkpoint = new Checkpoint(runFolder, lock, 0, removeNewFolders, notify);
    await checkpoint.writeRequest(request);
    return checkpoint;
  }

  /**
   * Opens the checkpoint of a run that was stopped, to go on with it.
   *
   * @param runFolder The run's folder.
   * @param now Of the program that goes on.
   * @param resumedAt Noted in the request.
   * @param notify Shows a notice of one or more lines.
   * @throws {Error} If there is none, another process is at work in it, or it cannot be read.
   * @throws {SyntaxError} If its request is damaged.
   * @throws {RangeError} If another version of the program, or one with other edits, began the run.
   */
  static async open(
    runFolder: string,
    now: ProgramVersion,
    resumedAt: Date,
    notify: (notice: string) => void,
  ): Promise<{ readonly checkpoint: Checkpoint; readonly request: CheckpointRequest }> {
    const doing = `Resuming ${runFolder}`;
    const folder = join(runFolder, CHECKPOINT_FOLDER);
    const text = await requestText(runFolder, folder, doing);
    const lock = await takeLock(folder, doing);
    try {
      const { provenance, ...rest } = decodeRequest(text, now, doing);
      const times = [...provenance.resumedAt ?? [], resumedAt.toISOString()];
      const request = { ...rest, provenance: { ...provenance, resumedAt: times } };
      let kept = 0;
      for await (const { name } of Deno.readDir(folder)) {
        // Half-written when the process was killed.
        if (name.endsWith(".tmp")) await removeFile(join(folder, name));
        else if (name.endsWith(PART_ENDING)) kept++;
      }
      const checkpoint = new Checkpoint(runFolder, lock, kept, () => {}, notify);
      await checkpoint.writeRequest(request);
      return { checkpoint, request };
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** Writes what the run was asked for, in the place of what is there. */
  async writeRequest(request: CheckpointRequest): Promise<void> {
    await writeFileAtomically(join(this.#folder, REQUEST_FILE), encodeRequest(request));
  }

  /**
   * What was kept under a name.
   *
   * @returns The value in an object, or `undefined` if there is none; a damaged one is left out with a notice.
   */
  async read(name: string): Promise<{ readonly value: unknown } | undefined> {
    let bytes: Uint8Array;
    try {
      bytes = await Deno.readFile(this.#path(name));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw new Error(`Reading ${this.#path(name)}: ${fileProblem(error)}`, { cause: error });
    }
    const part = decodePart(bytes);
    if (part === undefined) this.#notify(`${this.#path(name)} is damaged; that step is done again`);
    return part;
  }

  /**
   * Keeps a value under a name, in the place of what was there.
   *
   * @param value See `encodePart`.
   * @throws {Error} If it cannot be written.
   */
  async write(name: string, value: unknown): Promise<void> {
    await writeFileAtomically(this.#path(name), encodePart(value));
    this.#kept++;
  }

  /** Forgets what was kept under names that begin so. */
  async forget(beginning: string): Promise<void> {
    for await (const { name } of Deno.readDir(this.#folder)) {
      if (name.startsWith(beginning) && name.endsWith(PART_ENDING)) await removeFile(join(this.#folder, name));
    }
  }

  /**
   * Lets go of the checkpoint of a run that does not go on here: what was kept stays, with a notice of how to go on, and one
   * that kept nothing goes.
   */
  leave(): void {
    this.#unregister();
    this.#lock.close();
    this.#abandon();
  }

  /** Gives up a run that would only fail again: nothing of its checkpoint stays, nor of the folders made for it. */
  async discard(): Promise<void> {
    await this.end();
    this.#removeNewFolders();
  }

  /** Ends the checkpoint of a run whose record is written: nothing of it stays. */
  async end(): Promise<void> {
    this.#unregister();
    // Without its request it is no checkpoint, should the rest be interrupted.
    await removeFile(join(this.#folder, REQUEST_FILE));
    this.#lock.close();
    await Deno.remove(this.#folder, { recursive: true });
  }

  #abandon(): void {
    if (this.#kept > 0) {
      this.#notify(
        `What was done is kept; to go on:\n  ./tenshot reproduce --resume ${quoteForShell(this.#runFolder)}`,
      );
      return;
    }
    Deno.removeSync(this.#folder, { recursive: true });
    this.#removeNewFolders();
  }

  #path(name: string): string {
    return join(this.#folder, name + PART_ENDING);
  }
}

/**
 * Looks at what an unfinished run has kept, without touching it.
 *
 * @param runFolder The run's folder.
 * @param now Of the program that would go on.
 * @returns Whether a process is at work in it, which a file system without locks never says; and if none is, whether there
 * is something to go on with: nothing, all, or why not.
 */
export async function lookAtCheckpoint(
  runFolder: string,
  now: ProgramVersion,
): Promise<"at work" | "none" | "usable" | { readonly problem: string }> {
  const folder = join(runFolder, CHECKPOINT_FOLDER);
  if (await isLocked(join(folder, LOCK_FILE))) return "at work";
  const text = await Deno.readTextFile(join(folder, REQUEST_FILE)).catch(() => undefined);
  if (text === undefined) return "none";
  try {
    decodeRequest(text, now, `Resuming ${runFolder}`);
    return "usable";
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function isLocked(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch {
    return false; // nobody has begun
  }
  // Shared, so that two who look do not take each other for a process at work.
  const free = await file.tryLock(false).catch(() => true);
  file.close();
  return !free;
}

async function requestText(runFolder: string, folder: string, doing: string): Promise<string> {
  try {
    return await Deno.readTextFile(join(folder, REQUEST_FILE));
  } catch (cause) {
    const missing = cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory;
    if (!missing) throw new Error(`${doing}: cannot read its checkpoint (${fileProblem(cause)})`, { cause });
    const there = (path: string) => Deno.stat(path).then(() => true, () => false);
    const found = await there(join(runFolder, "run.json"))
      ? await readRunRecord(runFolder).then(
        () => "a run that has ended; nothing is left to do",
        (error) =>
          `no checkpoint in it, and no run.json of a run that has ended (${error.message}); begin the run anew`,
      )
      : await there(runFolder)
      ? "no checkpoint in it; the run must begin anew"
      : "no such folder";
    throw new Error(`${doing}: found ${found}`, { cause });
  }
}

/** Held by one process at a time; the operating system takes it back when the process ends, however it does. */
async function takeLock(folder: string, doing: string): Promise<Deno.FsFile> {
  const file = await Deno.open(join(folder, LOCK_FILE), { create: true, write: true }).catch((cause) => {
    throw new Error(`${doing}: ${fileProblem(cause)}`, { cause });
  });
  // A file system without locks keeps nobody out.
  if (await file.tryLock(true).catch(() => true)) return file;
  file.close();
  throw new Error(`${doing}: found another process at work there, wanted none`);
}

async function removeFile(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((cause) => {
    if (cause instanceof Deno.errors.NotFound) return;
    throw new Error(`Removing ${path}: ${fileProblem(cause)}`, { cause });
  });
}
