/** Prints what children of a task say: where the checkout stands, and how a driver is set by the processor's flags. */
import { driverSettings, leaveOutAvx512 } from "../../lib/gpu/driver_settings.ts";
import { gitState } from "../../lib/run/git_state.ts";

leaveOutAvx512();
console.log(JSON.stringify({ git: await gitState() ?? null, driverSettings: driverSettings() }));
