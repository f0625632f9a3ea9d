import type { TensorFile } from "../ensemble/safetensors.ts";
import type { RunPictures } from "../record/pictures.ts";
import type { Provenance, RunRecord } from "../record/record.ts";
import type { BackendProvenance } from "./backend.ts";

/** One protocol's part of the record, and the files that it leaves. */
export interface ProtocolOutcome {
  readonly results: Partial<RunRecord>;
  /** By name. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly pictures: Omit<RunPictures, "picturesVersion">;
  /** What was learned, kept in one file for all protocols; absent for those that keep nothing. */
  readonly tensors?: TensorFile;
  /** What the record says of where it ran, and of the notebook's seeds. */
  readonly provenance: BackendProvenance & Pick<Provenance, "seeds">;
}
