/**
 * What an unfinished run was asked for, and on what it runs: written before its work begins, so that it can go on.
 *
 * @module
 */
import { z } from "zod";
import { ReproduceOptions } from "../config/options.ts";
import { firstSchemaProblem } from "../config/schema_error.ts";
import { decodeCheckedJson, encodeCheckedJson } from "./checked_json.ts";
import { Provenance } from "../record/record.ts";

/** The version of the schema below, and of what parts mean. */
export const CHECKPOINT_VERSION = 2;

/** What an unfinished run was asked for, and on what it runs. */
export const CheckpointRequest = z.strictObject({
  checkpointVersion: z.literal(CHECKPOINT_VERSION),
  /** With the protocols that run. */
  options: ReproduceOptions,
  optionsSet: z.array(z.string()),
  /** The folder that relative paths among the options refer to. */
  folder: z.string(),
  /** What the run record says of how the run came about, but for its end. */
  provenance: Provenance.omit({ endedAt: true }),
});
/** What an unfinished run was asked for, and on what it runs. */
export type CheckpointRequest = z.infer<typeof CheckpointRequest>;

/** Another version's request need only be so much alike that its version can be named. */
const AnyRequest = z.object({
  checkpointVersion: z.number(),
  provenance: z.object({
    version: z.string(),
    commit: z.string().optional(),
    runtime: z.object({ deno: z.string() }),
  }),
});

/** What of a program says whether it can go on with a run: its version, and what its files hold. */
export interface ProgramVersion {
  readonly version: string;
  readonly commit?: string | undefined;
  readonly code?: string | undefined;
  readonly runtime: { readonly deno: string };
}

/** Lays a request out as the text of a file, with a checksum. */
export function encodeRequest(request: CheckpointRequest): string {
  return encodeCheckedJson("request", request);
}

/**
 * Reads a request back.
 *
 * @param now Of the program that reads.
 * @param doing Names what is being done in errors.
 * @throws {SyntaxError} If the text is not a whole and unchanged request.
 * @throws {RangeError} If another version of the program wrote it, or its files have been edited since.
 */
export function decodeRequest(
  text: string,
  now: ProgramVersion,
  doing: string,
): CheckpointRequest {
  const file = decodeCheckedJson("request", text);
  if (file === undefined) {
    throw new SyntaxError(`${doing}: found a damaged request.json in its checkpoint, so that the run must begin anew`);
  }
  const request = file.value;
  const any = AnyRequest.safeParse(request);
  const [found, wanted] = [any.success ? versionOf(any.data.provenance) : "another version", versionOf(now)];
  if (found !== wanted || any.data?.checkpointVersion !== CHECKPOINT_VERSION) {
    throw new RangeError(`${doing}: found a run of ${found}, wanted one of ${wanted}, as only that can end the same`);
  }
  const whole = CheckpointRequest.safeParse(request);
  if (!whole.success) {
    throw new SyntaxError(`${doing}: found a wrong value in its checkpoint at ${firstSchemaProblem(whole.error)}`);
  }
  if (whole.data.provenance.code !== now.code) {
    throw new RangeError(
      `${doing}: found edits in the program's files that were not there when the run began, or the other way round, ` +
        "wanted them as they were then, as only those can end the same",
    );
  }
  return whole.data;
}

/**
 * Checks that a run goes on where it began: on the same data and adapter.
 *
 * @param before What the checkpoint says.
 * @param now What is there now.
 * @param doing Names what is being done in the error.
 * @throws {RangeError} If something differs.
 */
export function checkSameGround(
  before: Pick<Provenance, "dataset" | "adapter">,
  now: Pick<Provenance, "dataset" | "adapter">,
  doing: string,
): void {
  for (const [i, { name, sha256 }] of before.dataset.files.entries()) {
    if (now.dataset.files[i]?.sha256 !== sha256) {
      throw new RangeError(`${doing}: found other data in ${name} than when the run began, wanted the same`);
    }
  }
  const [found, wanted] = [now.adapter?.description, before.adapter?.description];
  if (found !== wanted) {
    throw new RangeError(
      `${doing}: found the adapter "${found ?? "none"}", wanted "${wanted ?? "none"}", as only that rounds the same`,
    );
  }
}

function versionOf({ version, commit, runtime }: ProgramVersion): string {
  return `Tenshot ${version}${commit === undefined ? "" : ` at commit ${commit.slice(0, 12)}`} on Deno ${runtime.deno}`;
}
