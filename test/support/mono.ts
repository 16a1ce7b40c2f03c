import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Context } from 'mocha';

const PACKAGES = 'mono-mcs libmono-system-runtime-serialization4.0-cil libmono-system-net-http4.0-cil';

/** Unity's C# 9 is newer than what mcs knows, which ends at 7. */
const COMPILE = ['-langversion:7.2', '-warnaserror', '-warn:4', '-debug'];
const REFERENCES = ['-r:System.Runtime.Serialization', '-r:System.Net.Http'];

/** On a busy machine Mono prints warnings about its threads, and does so to the program's standard output. */
export const MONO_WARNING = /^mono_/;

const run = promisify(execFile);

/** Without Mono the test fails in CI, which installs it, and elsewhere is skipped with the command that installs it. */
export function needMono(test: Context): void {
  if (spawnSync('mcs', ['--version']).status === 0) return;
  const missing = `mcs is not installed: apt-get install --no-install-recommends ${PACKAGES}`;
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped "${test.test?.title}": ${missing}`);
  test.skip();
}

/** Compiles sources to a program or, where it ends with .dll, a library. Rejects with the compiler's output where a source has an error or a warning. */
export async function compileCSharp(sources: string[], to: string, options: string[] = []): Promise<void> {
  const target = to.endsWith('.dll') ? ['-target:library'] : [];
  await run('mcs', [...COMPILE, ...target, ...REFERENCES, ...options, `-out:${to}`, ...sources]);
}

/** A running C# program. `lines` is what it has printed so far. */
export class CSharpProgram {
  readonly lines: string[] = [];
  /** Resolves with its exit code, after all its output. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;

  constructor(program: string, args: string[]) {
    this.#process = spawn('mono', ['--debug', program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    // It may end before it has read all its input.
    this.#process.stdin!.on('error', () => undefined);
    createInterface(this.#process.stdout!).on('line', (line) => {
      if (!MONO_WARNING.test(line)) this.lines.push(line);
    });
    this.ended = once(this.#process, 'close').then(([code]) => code as number | null);
  }

  /** Compiles and runs one file. The program is removed when it ends. */
  static async start(source: string, args: string[]): Promise<CSharpProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-mono-'));
    const program = join(folder, 'program.exe');
    await compileCSharp([source], program);
    const started = new CSharpProgram(program, args);
    void started.ended.then(() => rm(folder, { recursive: true }));
    return started;
  }

  /** Writes a line to its input. */
  say(line: string): void {
    this.#process.stdin!.write(`${line}\n`);
  }

  stop(): void {
    this.#process.kill();
  }
}
