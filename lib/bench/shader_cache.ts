/** What makes the drivers of Mesa and NVIDIA leave their shader caches alone. */
const OFF: Readonly<Record<string, string>> = { MESA_SHADER_CACHE_DISABLE: "true", __GL_SHADER_DISK_CACHE: "0" };

/** Makes this process compile every shader anew. To be called before an adapter is asked for. */
export function switchShaderCachesOff(): void {
  for (const [name, value] of Object.entries(OFF)) Deno.env.set(name, value);
}

/** The environment in which a process keeps its compiled shaders in a folder, and nowhere else. */
export function shaderCacheIn(dir: string): Record<string, string> {
  return {
    MESA_SHADER_CACHE_DISABLE: "false",
    MESA_SHADER_CACHE_DIR: dir,
    __GL_SHADER_DISK_CACHE: "1",
    __GL_SHADER_DISK_CACHE_PATH: dir,
  };
}
