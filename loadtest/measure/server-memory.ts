import { readFile } from 'node:fs/promises';

/** Kilobytes of memory that a process has now. */
export async function rssKb(pid: number): Promise<number> {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kb);
}
