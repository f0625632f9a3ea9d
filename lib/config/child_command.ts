/**
 * How every other program is started: with few environment variables, named here.
 *
 * @module
 */

/** The caller's variables that a child process gets, where it has them and Deno lets us read them. */
const PASSED_ON = [
  // Where programs, a person's settings and temporary files are.
  ...["PATH", "HOME", "USERPROFILE", "SystemRoot", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP"],
  ...["XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"],
  // How it speaks.
  ...["LANG", "LC_ALL", "TERM", "NO_COLOR"],
  // Which adapter is used, and how.
  ...["DENO_WEBGPU_BACKEND", "VK_DRIVER_FILES", "VK_ICD_FILENAMES", "VK_LOADER_DRIVERS_SELECT"],
  ...["GALLIUM_OVERRIDE_CPU_CAPS", "LP_NUM_THREADS", "MESA_SHADER_CACHE_DIR", "MESA_VK_DEVICE_SELECT"],
  ...["CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"],
  // Where Deno keeps its cache, and how it reaches the registry if something is missing there.
  ...["DENO_DIR", "DENO_NO_UPDATE_CHECK", "DENO_CERT", "DENO_TLS_CA_STORE", "NPM_CONFIG_REGISTRY"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
];

/** What a child process's environment holds: the few of the caller's variables that matter to it. */
export function childEnvironment(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const variable of PASSED_ON) {
    if (Deno.permissions.querySync({ name: "env", variable }).state !== "granted") continue;
    const value = Deno.env.get(variable);
    if (value !== undefined) found[variable] = value;
  }
  return found;
}

/**
 * A command in a clean environment. What else the caller has set does not reach it, so that `LD_LIBRARY_PATH` and its like,
 * which modules of clusters, CUDA and conda set, neither change the program nor make Deno refuse it: `--allow-run=git` does not
 * cover a git that inherits such a variable.
 *
 * @param program A name to be found on PATH, or a path.
 * @param options As of `Deno.Command`; `env` is added to {@linkcode childEnvironment}.
 */
export function childCommand(
  program: string,
  { env, ...options }: Omit<Deno.CommandOptions, "clearEnv"> = {},
): Deno.Command {
  return new Deno.Command(program, { ...options, clearEnv: true, env: { ...childEnvironment(), ...env } });
}
