import type { LabelledSet } from "../../lib/data/dataset.ts";
import { header } from "./idx_files.ts";

/** Writes the four files of a data set. */
export async function writeDataset(dir: string, train: LabelledSet, test: LabelledSet): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  for (const [name, { images, labels }] of [["train", train], ["t10k", test]] as const) {
    const files = [
      [`${name}-images-idx3-ubyte`, header(8, 3, images.count, 28, 28), images.pixels],
      [`${name}-labels-idx1-ubyte`, header(8, 1, labels.length), labels],
    ] as const;
    for (const [file, head, body] of files) {
      const bytes = new Uint8Array(head.length + body.length);
      bytes.set(head);
      bytes.set(body, head.length);
      await Deno.writeFile(`${dir}/${file}`, bytes);
    }
  }
}
