import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Context } from 'mocha';
import { z } from 'zod';

export const run = promisify(execFile);

export const ROOT = join(import.meta.dirname, '../..');

/** A file in deploy. */
export const deployed = (file: string) => readFile(join(ROOT, 'deploy', file), 'utf8');

/** Skips the test if the tool is not installed. In CI, which installs it, the test fails instead. */
export function needTool(test: Context, path: string, debianPackage: string): void {
  if (existsSync(path)) return;
  const how = `there is no ${path}: apt-get install ${debianPackage}`;
  if (process.env.CI) throw new Error(how);
  console.log(`skipped: ${test.test?.title}. ${how}`);
  test.skip();
}

export const duration = z.string().regex(/^\d+(?:ms|s|m)$/);
