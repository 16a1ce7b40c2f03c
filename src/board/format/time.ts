const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A duration in its largest unit, rounded down: 12s, 4m, 2h, 3d. Negative durations, from a clock that is behind, are 0s. */
export function span(ms: number): string {
  const { number, unit } = inLargestUnit(ms);
  return `${number}${unit.letter}`;
}

/** The same in words: 12 seconds, 1 minute, 2 hours. */
export function spanInWords(ms: number): string {
  const { number, unit } = inLargestUnit(ms);
  return `${number} ${unit.word}${number === 1 ? '' : 's'}`;
}

/** What is left of a time as a clock shows it: 4:12, 1:04:12. Rounded up, so that it reads 0:00 only once it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const hours = Math.floor(seconds / 3_600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

function inLargestUnit(ms: number) {
  const unit = UNITS.find(({ of }) => ms >= of) ?? UNITS.at(-1)!;
  return { number: Math.max(0, Math.floor(ms / unit.of)), unit };
}

/** The time of day in the viewer's time zone and format: 14:05:09. */
export function timeOfDay(epochMs: number): string {
  return TIME_OF_DAY.format(epochMs);
}

/** The same without seconds: 14:05. */
export function hourAndMinute(epochMs: number): string {
  return HOUR_AND_MINUTE.format(epochMs);
}

/** A day and time in the viewer's time zone and format: 9 Dec, 14:05. */
export function dayAndTime(epochMs: number): string {
  return DAY_AND_TIME.format(epochMs);
}

/** A day in the viewer's time zone and format: Tuesday 9 December 2025. */
export function dayInFull(epochMs: number): string {
  return DAY_IN_FULL.format(epochMs);
}

const UNITS = [
  { of: DAY_MS, letter: 'd', word: 'day' },
  { of: HOUR_MS, letter: 'h', word: 'hour' },
  { of: MINUTE_MS, letter: 'm', word: 'minute' },
  { of: SECOND_MS, letter: 's', word: 'second' },
] as const;

const TIME_OF_DAY = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const DAY_IN_FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const HOUR_AND_MINUTE = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
