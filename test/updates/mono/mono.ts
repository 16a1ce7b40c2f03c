import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Context } from 'mocha';

const PACKAGES = 'mono-mcs libmono-system-runtime-serialization4.0-cil';

const run = promisify(execFile);

/** Ends the test where there is no Mono: a failure in CI, which installs it, elsewhere a skip that says how to run it. */
export function needMono(test: Context): void {
  if (spawnSync('mcs', ['--version']).status === 0) return;
  const missing = `mcs is not installed: apt-get install --no-install-recommends ${PACKAGES}`;
  assert.ok(process.env.CI === undefined, missing);
  console.log(`    skipped "${test.test?.title}": ${missing}`);
  test.skip();
}

/** A C# program that runs: what it has printed so far, line by line. */
export class CSharpProgram {
  readonly lines: string[] = [];
  /** Its exit code, when it has printed all. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;

  private constructor(folder: string, program: string, args: string[]) {
    this.#process = spawn('mono', [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface(this.#process.stdout!).on('line', (line) => this.lines.push(line));
    this.ended = once(this.#process, 'close').then(async ([code]) => {
      await rm(folder, { recursive: true });
      return code as number | null;
    });
  }

  /** Rejects with the compiler's words where the source has an error or a warning. */
  static async start(source: string, args: string[]): Promise<CSharpProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'muster-mono-'));
    const program = join(folder, 'program.exe');
    await run('mcs', ['-warnaserror', '-r:System.Runtime.Serialization', `-out:${program}`, source]);
    return new CSharpProgram(folder, program, args);
  }

  stop(): void {
    this.#process.kill();
  }
}
