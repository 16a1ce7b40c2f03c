import { type ReadonlySignal, useComputed } from '@preact/signals';
import { span, timeOfDay } from '../format/time.ts';
import type { ShownParty } from '../live/drop-parties.ts';
import { reducedMotion } from '../live/reduced-motion.ts';
import { leaps, second } from '../live/second.ts';
import { serverNow } from '../live/server.ts';
import { drained, lastPartMs } from './ring.ts';

/** How long ago the last drop was, in a ring that drains towards the party's end and is full again at each drop. */
export function Ring({ party }: { party: ReadonlySignal<ShownParty> }) {
  const since = useComputed(() => span(second.value - party.value.last_drop_at));
  const end = useComputed(() => timeOfDay(party.value.ends_at));
  return (
    <div class="ring">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle class="way" cx="22" cy="22" r="19" />
        {reducedMotion.value ? <StillLeft party={party} /> : <Left party={party} />}
      </svg>
      <p>
        <span class="unseen">Last drop </span>
        <span class="since">{since}</span>
        <span class="unseen"> ago; ends at {end} if nothing more drops</span>
      </p>
    </div>
  );
}

type OfParty = { party: ReadonlySignal<ShownParty> };

/** Drains by itself, from where it is now. Animations cannot be set back, so each drop brings a new circle. */
function Left({ party }: OfParty) {
  const run = useComputed(() => `${party.value.last_drop_at} ${party.value.ends_at} ${leaps.value}`);
  // The values are as they were when `run` last changed, which is when this is rendered.
  const key = run.value;
  const { last_drop_at, ends_at } = party.peek();
  const wholeMs = ends_at - last_drop_at;
  const agoMs = serverNow() - last_drop_at;
  const emberMs = wholeMs - lastPartMs(wholeMs);
  const style = { animationDuration: `${wholeMs}ms, 1ms`, animationDelay: `${-agoMs}ms, ${emberMs - agoMs}ms` };
  return <circle key={key} class="left" cx="22" cy="22" r="19" pathLength={100} style={style} />;
}

/** The same without motion: every few seconds a little less. */
function StillLeft({ party }: OfParty) {
  const gone = useComputed(() => drained(party.value, second.value));
  const offset = useComputed(() => gone.value.percent);
  const name = useComputed(() => (gone.value.isLastPart ? 'left last' : 'left'));
  return <circle class={name} cx="22" cy="22" r="19" pathLength={100} stroke-dashoffset={offset} />;
}
