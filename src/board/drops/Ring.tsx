import { type ReadonlySignal, useComputed } from '@preact/signals';
import { span, timeOfDay } from '../format/time.ts';
import type { ShownParty } from '../live/shown-party.ts';
import { reducedMotion } from '../live/reduced-motion.ts';
import { second } from '../live/second.ts';
import { drained, isLastPart } from './ring.ts';

/**
 * How long ago the last drop was, in a ring that drains towards the party's end and is full again at each drop. It drains by the shared
 * second, a pixel a step: a CSS animation of it would have the browser draw 60 frames a second for as long as the page is open.
 */
export function Ring({ party }: { party: ReadonlySignal<ShownParty> }) {
  const since = useComputed(() => span(second.value - party.value.last_drop_at));
  const end = useComputed(() => `ends at ${timeOfDay(party.value.ends_at)} if nothing more drops`);
  const gone = useComputed(() => drained(party.value, second.value, reducedMotion.value));
  const left = useComputed(() => (isLastPart(party.value, second.value) ? 'left last' : 'left'));
  return (
    <div class="ring">
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle class="way" cx="22" cy="22" r="19" />
        <circle class={left} cx="22" cy="22" r="19" pathLength={100} stroke-dasharray="100" stroke-dashoffset={gone} />
      </svg>
      <p>
        <span class="unseen">Last drop </span>
        <span class="since">{since}</span>
        <span class="unseen"> ago; {end}</span>
      </p>
    </div>
  );
}
