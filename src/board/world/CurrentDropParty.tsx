import './CurrentDropParty.css';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { count } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { timeOfDay } from '../format/time.ts';
import { Ring, SinceLastDrop } from '../drops/Ring.tsx';
import type { RunningDropParty } from '../live/drop-parties.ts';

type Props = { world: number; party: ReadonlySignal<RunningDropParty | null | undefined> };

/** The figures of the world's running drop party, or a note that there is none. */
export function CurrentDropParty({ world, party }: Props) {
  switch (party.value) {
    case undefined:
      return <p role="status">Loading world {world}…</p>;
    case null:
      return (
        <p class="current-drop-party quiet" role="status">
          No party on world {world} right now. This page shows the next one as soon as something drops.
        </p>
      );
    default:
      return <RunningFigures party={party as ReadonlySignal<RunningDropParty>} />;
  }
}

function RunningFigures({ party }: { party: ReadonlySignal<RunningDropParty> }) {
  const { id, world, total_value, avg_drop, total_drops, witnesses, started_at, last_drop_at } = party.value;
  const { confirmed_value } = party.value;
  const minutes = Math.max(1, (last_drop_at - started_at) / 60_000);
  return (
    <section class="current-drop-party" aria-label={`Party ${id} on world ${world}`}>
      <Ring key={id} party={party} />
      <SinceLastDrop key={`since ${id}`} party={party} />
      <dl>
        <Figure name="Total" main>
          <Gp value={total_value} />
        </Figure>
        <Figure name="Confirmed">
          <Gp value={confirmed_value} />
        </Figure>
        <Figure name="Average drop">
          <Gp value={avg_drop} />
        </Figure>
        <Figure name="Per minute">
          <Gp value={Math.floor(total_value / minutes)} />
        </Figure>
        <Figure name="Drops">{count(total_drops)}</Figure>
        <Figure name="Witnesses">{count(witnesses)}</Figure>
        <Figure name="Since">{timeOfDay(started_at)}</Figure>
      </dl>
    </section>
  );
}

export function Figure({ name, main, children }: { name: string; main?: boolean; children: ComponentChildren }) {
  return (
    <div class={main ? 'main' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
