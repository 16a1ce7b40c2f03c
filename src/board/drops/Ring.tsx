import './Ring.css';
import { type ReadonlySignal, useComputed } from '@preact/signals';
import { span, timeOfDay } from '../format/time.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';
import { reducedMotion } from '../live/reduced-motion.ts';
import { second } from '../live/second.ts';
import { drained, isLastPart } from './card-figures.ts';

/**
 * The time since the last drop, in a ring that drains until the party's end and fills up again at each drop. The page's shared second moves
 * it, about a pixel at a time: a CSS animation would make the browser paint 60 frames a second for as long as the page is open.
 */
export function Ring({ party }: { party: ReadonlySignal<RunningDropParty> }) {
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
