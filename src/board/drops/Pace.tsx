import { type ReadonlySignal, useComputed } from '@preact/signals';
import { exactGp } from '../format/gp.ts';
import { LiveGp } from '../format/Gp.tsx';
import { spanInWords } from '../format/time.ts';
import { paceOf, type ShownParty } from '../live/drop-parties.ts';
import { STEP_MS, STEPS } from '../live/Pace.ts';
import { second } from '../live/second.ts';
import { serverNow } from '../live/server.ts';
import { bars, HEIGHT, WIDTH } from './bars.ts';
import { pacePerMinute } from './pace-per-minute.ts';

const SECOND_MS = 1_000;

type OfParty = { party: ReadonlySignal<ShownParty> };

/** What came in when: a bar for each five seconds that this page has watched. */
export function PaceLine({ party }: OfParty) {
  const step = useStep(party);
  const steps = useComputed(() => {
    void [party.value, step.value];
    return paceOf(party).steps(serverNow());
  });
  const path = useComputed(() => bars(steps.value));
  const title = useComputed(() => lineTitle(steps.value));
  return (
    <svg class="pace" role="img" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
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

/** GP a minute, and over what time. */
export function usePerMinute(party: ReadonlySignal<ShownParty>): ReadonlySignal<{ gp: number; over: string }> {
  const step = useStep(party);
  return useComputed(() => {
    void step.value;
    return pacePerMinute(party.value, paceOf(party), serverNow());
  });
}

/** Changes when it is time to move a line on. Not that of all worlds in the same second: hundreds at once would be felt. */
function useStep(party: ReadonlySignal<ShownParty>): ReadonlySignal<number> {
  const { world } = party.peek();
  return useComputed(() => Math.floor((second.value + world * SECOND_MS) / STEP_MS));
}

function lineTitle(steps: readonly number[]): string {
  const covered = `the last ${spanInWords(steps.length * STEP_MS)}`;
  const since = steps.length < STEPS ? ', since this page began to watch' : '';
  return `GP in each ${STEP_MS / 1_000} seconds of ${covered}${since}; at most ${exactGp(Math.max(...steps))}`;
}
