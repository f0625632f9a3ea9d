import assert from "node:assert/strict";
import { driverSettings, hasAvx512, leaveOutAvx512 } from "../../lib/gpu/driver_settings.ts";
import { SHARED_DEVICE, sharedGpu } from "./shared_gpu.ts";

const NAME = "GALLIUM_OVERRIDE_CPU_CAPS";
const LINUX_ON_X86 = Deno.build.os === "linux" && Deno.build.arch === "x86_64";

/** What is set after the call where `before` was, for a processor with these flags. */
function settingsAfter(before: string | undefined, flags: string): Record<string, string> {
  const kept = Deno.env.get(NAME);
  const set = (value: string | undefined) => value === undefined ? Deno.env.delete(NAME) : Deno.env.set(NAME, value);
  try {
    set(before);
    leaveOutAvx512(flags);
    return driverSettings();
  } finally {
    set(kept);
  }
}

Deno.test("hasAvx512() looks for the foundation of AVX-512 among a processor's flags", () => {
  assert.equal(hasAvx512("flags\t\t: fpu avx2 avx512f avx512dq"), true);
  assert.equal(hasAvx512("flags\t\t: fpu avx avx2 fma"), false);
  assert.equal(hasAvx512("flags\t\t: fpu avx512fp16"), false);
  assert.equal(hasAvx512(""), false);
});

Deno.test("leaveOutAvx512() sets the driver where there is AVX-512, unless a person has", () => {
  assert.deepEqual(settingsAfter(undefined, "flags : avx2 avx512f"), LINUX_ON_X86 ? { [NAME]: "avx" } : {});
  assert.deepEqual(settingsAfter(undefined, "flags : avx2"), {});
  assert.deepEqual(settingsAfter("sse4.1", "flags : avx512f"), { [NAME]: "sse4.1" });
  assert.deepEqual(settingsAfter("", "flags : avx512f"), {});
});

Deno.test("an adapter's traits name what its driver was set by", SHARED_DEVICE, async () => {
  const { traits } = await sharedGpu();
  assert.deepEqual(traits.driverSettings, driverSettings());
});
