import assert from "node:assert/strict";
import { deskew } from "../../lib/graph/deskew.ts";
import { uprightBytes } from "../../lib/graph/upright_bytes.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

Deno.test({
  name: "uprightBytes() is the float64 deskewing, to a byte",
  ...SHARED_DEVICE,
  async fn() {
    const count = 5;
    const pixels = Uint8Array.from({ length: count * 784 }, (_, i) => {
      const [image, y, x] = [Math.floor(i / 784), Math.floor(i / 28) % 28, i % 28];
      return Math.abs(x - 10 - (y - 14) * image / 6) < 3 && y > 5 && y < 24 ? 250 - 3 * y : 0;
    });
    const found = await uprightBytes(await sharedGpu(), { count, pixels });
    const wanted = deskew(pixels);
    assert.equal(found.length, wanted.length);
    found.forEach((byte, i) => assert.ok(Math.abs(byte - 255 * wanted[i]!) < 0.6, `${byte} for ${255 * wanted[i]!}`));
  },
});
