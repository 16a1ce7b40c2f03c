import { type ReadonlySignal, useComputed } from '@preact/signals';
import { Fragment } from 'preact';
import { count } from '../format/gp.ts';
import { LiveGp } from '../format/Gp.tsx';
import { worldType } from '../format/world-type.ts';
import { Link } from '../Link.tsx';
import type { ShownParty } from '../live/shown-party.ts';
import { Flash } from './Flash.tsx';
import type { Row } from './Listing.ts';
import { PaceLine, PerMinute } from './Pace.tsx';
import { Ring } from './Ring.tsx';

/** One world. What changes in it are texts and attributes, each by itself; it is rendered again only when its party ends or another begins. */
export function Card({ row }: { row: Row }) {
  const { world, stage, party } = row;
  const name = `world-${world}`;
  const worth = `worth-${world}`;
  return (
    <li class="party" data-world={world} data-stage={stage}>
      <Link to={{ world }} href={`/?world=${world}`} aria-labelledby={`${name} ${worth}`}>
        <Fragment key={party.peek().id}>
          <Flash party={party} />
          <h2 id={name}>
            <span class="label">World</span> {world}
            <WorldType party={party} />
          </h2>
          {stage === 'running' ? <Ring party={party} /> : <p class="over">ended</p>}
          <Worth id={worth} party={party} />
          <PaceLine party={party} />
          <Facts party={party} />
        </Fragment>
      </Link>
    </li>
  );
}

type OfParty = { party: ReadonlySignal<ShownParty> };

function WorldType({ party }: OfParty) {
  const type = useComputed(() => party.value.world_type);
  if (type.value === '') return null;
  const name = worldType(type.value);
  return (
    <span class="type given" title={name}>
      {name}
    </span>
  );
}

function Worth({ id, party }: OfParty & { id: string }) {
  const total = useComputed(() => party.value.total_value);
  return (
    <p class="worth" id={id}>
      <LiveGp value={total} />
    </p>
  );
}

function Facts({ party }: OfParty) {
  const average = useComputed(() => party.value.avg_drop);
  const drops = useComputed(() => count(party.value.total_drops));
  const witnesses = useComputed(() => count(party.value.witnesses));
  return (
    <dl class="facts">
      <div>
        <dt>per min</dt>
        <dd>
          <PerMinute party={party} />
        </dd>
      </div>
      <div>
        <dt>average</dt>
        <dd>
          <LiveGp value={average} />
        </dd>
      </div>
      <div>
        <dt>drops</dt>
        <dd>{drops}</dd>
      </div>
      <div>
        <dt>witnesses</dt>
        <dd>{witnesses}</dd>
      </div>
    </dl>
  );
}
