import { STEPS } from '../live/Pace.ts';

const BAR = 2;
const GAP = 1;

export const WIDTH = STEPS * (BAR + GAP) - GAP;
export const HEIGHT = 24;

/** The least height of what is not nothing, and of the ground line under what was watched. */
const LEAST = 1;

/** An SVG path of bars, the newest at the right. Where nothing fell there is only the ground line; where nobody watched, nothing. */
export function bars(steps: readonly number[]): string {
  const most = Math.max(1, ...steps);
  const first = WIDTH - steps.length * (BAR + GAP) + GAP;
  return steps
    .map((gp, i) => {
      const height = gp === 0 ? LEAST : LEAST + (gp / most) * (HEIGHT - LEAST);
      return `M${first + i * (BAR + GAP)} ${HEIGHT}v${-Math.round(height * 10) / 10}h${BAR}V${HEIGHT}z`;
    })
    .join('');
}
