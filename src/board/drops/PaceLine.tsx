import './PaceLine.css';
import { type ReadonlySignal, useComputed } from '@preact/signals';
import { exactGp } from '../format/gp-notation.ts';
import { LiveGp } from '../format/Gp.tsx';
import { spanInWords } from '../format/time.ts';
import { paceOf, pacesLoaded, type RunningDropParty } from '../live/drop-parties.ts';
import { STEP_MS, STEPS } from '../live/Pace.ts';
import { second } from '../live/second.ts';
import { serverNow } from '../live/server.ts';
import { bars, BARS_HEIGHT, BARS_WIDTH, pacePerMinute } from './card-figures.ts';

const SECOND_MS = 1_000;

type OfParty = { party: ReadonlySignal<RunningDropParty> };

/** A bar for each five seconds of the last minutes. */
export function PaceLine({ party }: OfParty) {
  const step = useStep(party);
  const steps = useComputed(() => {
    void [party.value, step.value, pacesLoaded.value];
    return paceOf(party).steps(serverNow());
  });
  const path = useComputed(() => bars(steps.value));
  const title = useComputed(() => lineTitle(steps.value));
  return (
    <svg class="pace" role="img" viewBox={`0 0 ${BARS_WIDTH} ${BARS_HEIGHT}`} preserveAspectRatio="none">
      <title>{title}</title>
      <path d={path} />
    </svg>
  );
}

export function PerMinute({ party }: OfParty) {
  const pace = usePerMinute(party);
  const value = useComputed(() => pace.value.gp);
  const over = useComputed(() => pace.value.over);
  return <LiveGp value={value} of={over} />;
}

/** GP per minute and, in words, the time that it covers. */
export function usePerMinute(party: ReadonlySignal<RunningDropParty>): ReadonlySignal<{ gp: number; over: string }> {
  const step = useStep(party);
  return useComputed(() => {
    void [step.value, pacesLoaded.value];
    return pacePerMinute(party.value, paceOf(party), serverNow());
  });
}

/** Changes when the line moves on by a step. Worlds take turns, because moving hundreds of lines in the same second would be noticeable. */
function useStep(party: ReadonlySignal<RunningDropParty>): ReadonlySignal<number> {
  const { world } = party.peek();
  return useComputed(() => Math.floor((second.value + world * SECOND_MS) / STEP_MS));
}

function lineTitle(steps: readonly number[]): string {
  const covered = `the last ${spanInWords(steps.length * STEP_MS)}`;
  const since = steps.length < STEPS ? ', since it began' : '';
  return `GP in each ${STEP_MS / 1_000} seconds of ${covered}${since}; at most ${exactGp(Math.max(...steps))}`;
}
