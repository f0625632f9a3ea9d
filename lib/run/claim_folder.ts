/**
 * Locks between processes that share a folder. The operating system takes them back when their process ends, however it does.
 *
 * @module
 */
import { onInterrupt } from "./cleanup.ts";

/** Gives a claim back. */
export type Release = () => Promise<void>;

/**
 * Claims a folder by a lock on the folder itself, so that nothing is left behind by a process that is killed. Where a file
 * system refuses that (NFS wants a file that is open for writing), by a lock file.
 *
 * @param folder Must exist.
 * @param lockFile For file systems that want one.
 * @returns Undefined if another process has it.
 */
export async function claimFolder(folder: string, lockFile: string): Promise<Release | undefined> {
  let handle: Deno.FsFile;
  try {
    handle = await Deno.open(folder, { read: true });
  } catch {
    return await claimByFile(lockFile);
  }
  try {
    if (await handle.tryLock(true)) return () => Promise.resolve(handle.close());
    handle.close();
    return undefined;
  } catch {
    handle.close();
    return await claimByFile(lockFile);
  }
}

/**
 * Claims a name by a locked file, which goes again when the claim is given back or the process is interrupted. One that a
 * killed process has left is taken over by the next claim. A file system without locks keeps nobody out.
 *
 * @returns Undefined if another process has it.
 */
export async function claimByFile(path: string): Promise<Release | undefined> {
  const file = await Deno.open(path, { create: true, write: true });
  if (!await file.tryLock(true).catch(() => true)) {
    file.close();
    return undefined;
  }
  // Whoever had it before removed it, maybe between our opening and our locking: then ours is a file without a name.
  const [own, there] = [await file.stat(), await Deno.stat(path).catch(() => undefined)];
  if (own.ino !== there?.ino) {
    file.close();
    return undefined;
  }
  const unregister = onInterrupt(() => Deno.removeSync(path));
  return async () => {
    unregister();
    // Removed while it is locked, so that nobody can have claimed it meanwhile.
    await Deno.remove(path).catch(() => {});
    file.close();
  };
}
