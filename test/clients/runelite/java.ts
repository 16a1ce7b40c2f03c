import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';

export const CLIENT = join(import.meta.dirname, '../../../clients/runelite');

/** What a plugin author compiles with; a warning fails. */
const JAVAC_OPTIONS = ['--release', '11', '-Xlint:all', '-Werror', '-encoding', 'UTF-8'];

const run = promisify(execFile);

/** For `before` hooks. Ends their tests where there is no JDK: a failure in CI, which installs it, elsewhere a skip that says how to run it. */
export function needJava(test: Context): void {
  if (spawnSync('javac', ['-version']).status === 0) return;
  const missing = 'javac is not installed: apt-get install --no-install-recommends default-jdk-headless';
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped "${test.test?.parent?.title}": ${missing}`);
  test.skip();
}

/** The files that a plugin author copies. */
export async function reporterSources(): Promise<string[]> {
  return javaFilesIn(join(CLIENT, 'dev'));
}

export async function javaFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.java')).map((name) => join(folder, name));
}

/** Rejects with the compiler's words where a source has an error or a warning. Answers the folder of the classes, which the end of the process removes. */
export async function compile(sources: string[], classPath: string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-java-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Libraries may name others that they can do without.
  const path = classPath.length > 0 ? ['-cp', classPath.join(':'), '-Xlint:-path'] : [];
  await run('javac', [...JAVAC_OPTIONS, ...path, '-d', folder, ...sources]);
  return folder;
}

/** Starts a class with a `main`; what it writes to standard error is the test's. */
export function startJava(classPath: string[], main: string, args: string[] = []): ChildProcess {
  const java = spawn('java', ['-cp', classPath.join(':'), main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  // A test run that is interrupted leaves none behind.
  const kill = () => void java.kill('SIGKILL');
  process.once('exit', kill);
  void once(java, 'close').then(() => process.off('exit', kill));
  return java;
}
