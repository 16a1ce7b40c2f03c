import { readFileSync } from 'node:fs';

/** Clock ticks per second in /proc, which Linux fixes for programs. */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that these processes have used. Of those that have ended, nothing. */
export function cpuSeconds(pids: number[]): number {
  const ticks = pids.map((pid) => {
    const stat = readStat(pid);
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return (user ?? 0) + (system ?? 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

function readStat(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!)) return '';
    throw error;
  }
}
