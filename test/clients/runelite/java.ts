import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { compiledOnce } from '../compile-cache.ts';
import { LineProgram } from '../LineProgram.ts';

export const CLIENT = join(import.meta.dirname, '../../../clients/runelite');
export const EXAMPLE = join(CLIENT, 'example');

/** Signatures of RuneLite's API and of what RuneLite ships, which the example is compiled against. */
export const SURFACE = join(import.meta.dirname, 'surface');

/** As a plugin author compiles; a warning is an error. */
const JAVAC_OPTIONS = ['--release', '11', '-Xlint:all', '-Werror', '-encoding', 'UTF-8'];

/** These programs end before the second compiler or a parallel collector would pay off. */
export const QUICK_JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

const DRIVER = ['Driver', 'FakeTime', 'Programs', 'Transports', 'Written'];

const run = promisify(execFile);

let hasJava: boolean | undefined;
let driver: Promise<LineProgram> | undefined;
let temporary: string | undefined;

/** For `before` hooks. Without a JDK the tests fail in CI, which installs one, and elsewhere are skipped with the command that installs it. */
export function needJava(test: Context): void {
  hasJava ??= spawnSync('javac', ['-version']).status === 0;
  if (hasJava) return;
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

/** The driver that all test files of this process share: a JVM that has warmed up once. */
export function sharedDriver(): Promise<LineProgram> {
  driver ??= startDriver();
  return driver;
}

/** A driver of its own, for a test that ends it. */
export async function startDriver(): Promise<LineProgram> {
  const sources = [...(await reporterSources()), ...DRIVER.map((name) => join(import.meta.dirname, `${name}.java`))];
  const compiler = QUICK_JVM.map((option) => `-J${option}`);
  const classes = await compiledOnce({ compiler: 'javac', options: JAVAC_OPTIONS, sources }, (folder) =>
    run('javac', [...compiler, ...JAVAC_OPTIONS, '-d', folder, ...sources]),
  );
  return new LineProgram('java', [...QUICK_JVM, '-cp', classes, 'dev.muster.runelite.Driver']);
}

/**
 * Compiles in the shared driver, whose compiler is warm. Rejects with the compiler's output where a source has an error or a warning.
 * Resolves with the folder of the classes, which is removed when this process exits.
 */
export async function compile(sources: string[], classPath: string[] = []): Promise<string> {
  const folder = await mkdtemp(join(temporaryFolder(), 'classes-'));
  // Libraries may refer to optional ones that are not there. Without -cp, javac would take the driver's own class path.
  const path = classPath.length > 0 ? ['-cp', classPath.join(':'), '-Xlint:-path'] : ['-cp', folder];
  const program = await sharedDriver();
  const { failure } = await program.ask<{ failure: string }>({
    do: 'compile',
    arguments: [...JAVAC_OPTIONS, ...path, '-d', folder, ...sources],
  });
  if (failure !== '') throw new Error(failure);
  return folder;
}

/** One for all compilations of this process. */
function temporaryFolder(): string {
  if (temporary !== undefined) return temporary;
  const made = mkdtempSync(join(tmpdir(), 'muster-java-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  temporary = made;
  return made;
}

/** Starts a class with a `main` in a JVM of its own. Its standard error is that of the tests. */
export function startJava(classPath: string[], main: string): ChildProcess {
  const args = [...QUICK_JVM, '-cp', classPath.join(':'), main];
  const java = spawn('java', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void java.kill('SIGKILL');
  process.once('exit', kill);
  void once(java, 'close').then(() => process.off('exit', kill));
  return java;
}
