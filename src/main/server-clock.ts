import { uptime } from 'node:os';
import type { Log } from '../log.ts';

/** How fast the server's clock approaches the system's: 1 s in 20 s. So no duration is more than a twentieth too short or too long. */
const CORRECTION = 1 / 20;

/** Milliseconds between two looks at the system's uptime, which is slow to read. */
const SLEEP_CHECK_MS = 1_000;

/** Milliseconds. The uptime is in hundredths of a second; a computer that sleeps does so for longer. */
const SLEEP_MS_MIN = 500;

/** Milliseconds that the system clock may be off before the log says so. */
const TOLD_MS = 1_000;

/** Where the time comes from. All in milliseconds. */
export type TimeSources = {
  /** Whose time `system` is, for the log. */
  name: string;
  /** Since the epoch. Can be set, forward or back. */
  system: () => number;
  /** Cannot be set. Stands still while the computer sleeps. */
  elapsed: () => number;
  /** Cannot be set. Counts sleep too. */
  uptime: () => number;
};

/** This computer's. */
export const OWN_TIME: TimeSources = {
  name: 'the system clock',
  system: Date.now,
  elapsed: () => performance.now(),
  uptime: () => uptime() * 1_000,
};

/**
 * The clock of everything that the server decides, stores and shows, in whole epoch milliseconds. It starts at the system's time, counts
 * what really elapses, and approaches the system clock slowly when that is set. It never goes back. With several processes the time of
 * the database takes the place of the system's. Rule: [TIME-1].
 */
export function serverClock(log: Pick<Log, 'warn'>, sources: TimeSources = OWN_TIME): () => number {
  const { name, system, elapsed, uptime } = sources;
  let time = system();
  let read = elapsed();
  let checked = { elapsed: read, uptime: uptime() };
  let isOff = false;

  return function now() {
    const at = elapsed();
    let passed = at - read;
    read = at;
    if (at - checked.elapsed >= SLEEP_CHECK_MS) passed += sleptUntil(at);
    const off = system() - (time + passed);
    time += passed + Math.max(-passed * CORRECTION, Math.min(passed * CORRECTION, off));
    tell(off);
    return Math.floor(time);
  };

  /** Since the last check. */
  function sleptUntil(at: number): number {
    const up = uptime();
    const slept = up - checked.uptime - (at - checked.elapsed);
    checked = { elapsed: at, uptime: up };
    return slept >= SLEEP_MS_MIN ? slept : 0;
  }

  function tell(off: number): void {
    const wasOff = isOff;
    isOff = Math.abs(off) >= TOLD_MS;
    if (!isOff || wasOff) return;
    const moved = `${off > 0 ? 'ahead' : 'back'} by ${Math.round(Math.abs(off) / 1000)} s`;
    log.warn(
      { system_clock_off_ms: Math.round(off) },
      `${name} was set ${moved}: times that are shown approach it by 1 s in 20 s; a restart takes it at once`,
    );
  }
}
