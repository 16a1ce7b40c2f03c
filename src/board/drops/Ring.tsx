import './Ring.css';
import { type ReadonlySignal, useComputed } from '@preact/signals';
import { countdown, spanInWords, timeOfDay } from '../format/time.ts';
import type { RunningDropParty } from '../live/drop-parties.ts';
import { reducedMotion } from '../live/reduced-motion.ts';
import { second } from '../live/second.ts';
import { drained, isLastPart } from './card-figures.ts';

type OfParty = { party: ReadonlySignal<RunningDropParty> };

/**
 * The time left until the party ends, in a ring that drains and fills up again at each drop. The page's shared second moves it, about a
 * pixel at a time: a CSS animation would make the browser paint 60 frames a second for as long as the page is open.
 */
export function Ring({ party }: OfParty) {
  const left = useComputed(() => {
    const { ends_at, last_drop_at } = party.value;
    // A drop may seem to have fallen in the next moment, where clocks differ slightly.
    return countdown(Math.min(ends_at - second.value, ends_at - last_drop_at));
  });
  const end = useComputed(() => `Ends at ${timeOfDay(party.value.ends_at)} if nothing more drops`);
  const gone = useComputed(() => drained(party.value, second.value, reducedMotion.value));
  const name = useComputed(() => (isLastPart(party.value, second.value) ? 'left last' : 'left'));
  return (
    <div class="ring" title={end}>
      <svg viewBox="0 0 44 44" aria-hidden="true">
        <circle class="way" cx="22" cy="22" r="19" />
        <circle class={name} cx="22" cy="22" r="19" pathLength={100} stroke-dasharray="100" stroke-dashoffset={gone} />
      </svg>
      <p>
        <span class="label">ends in </span>
        <span class="time">{left}</span>
      </p>
    </div>
  );
}

/** The time since the last drop, in words. */
export function SinceLastDrop({ party }: OfParty) {
  const since = useComputed(() => `last drop ${spanInWords(second.value - party.value.last_drop_at)} ago`);
  return <p class="since">{since}</p>;
}
