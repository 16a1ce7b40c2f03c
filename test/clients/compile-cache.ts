import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Shared by all test processes, and by later runs. */
const CACHE = join(ROOT, 'node_modules/.cache/muster-tests');

/** Results that were not used for this long are removed. */
const UNUSED_MS_MAX = 7 * 24 * 3_600_000;

/** Compilers by their command, with what `version` printed. */
const versions = new Map<string, string>();

/** Everything that decides the result of a compilation. */
export type Compilation = { compiler: string; options: string[]; sources: string[] };

/**
 * The folder with the result of a compilation, which `compile` puts into the folder that it is given. It runs only where no process
 * has compiled the same sources with the same compiler and options before.
 */
export async function compiledOnce(
  { compiler, options, sources }: Compilation,
  compile: (folder: string) => Promise<unknown>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([versionOf(compiler), options]));
  for (const path of sources.toSorted()) hash.update(relative(ROOT, path)).update(await readFile(path));
  const folder = join(CACHE, hash.digest('hex').slice(0, 32));
  const now = new Date();
  // The time of the last use, for removeUnused.
  const isThere = await utimes(folder, now, now).then(
    () => true,
    () => false,
  );
  if (isThere) return folder;
  await removeUnused();
  const building = await mkdtemp(join(CACHE, 'building-'));
  try {
    await compile(building);
    // Fails if another process was faster. Its result is the same.
    await rename(building, folder).catch(() => stat(folder));
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return folder;
}

function versionOf(compiler: string): string {
  const known = versions.get(compiler) ?? execFileSync(compiler, ['--version'], { encoding: 'utf8' });
  versions.set(compiler, known);
  return known;
}

async function removeUnused(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const used = await stat(path).catch(() => null);
    if (used && Date.now() - used.mtimeMs > UNUSED_MS_MAX) await rm(path, { recursive: true, force: true });
  }
}
