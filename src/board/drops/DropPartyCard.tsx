import './DropPartyCard.css';
import { type ReadonlySignal, useComputed } from '@preact/signals';
import { Fragment } from 'preact';
import { count, counted, exactGp } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { LiveGp } from '../format/Gp.tsx';
import { timeOfDay } from '../format/time.ts';
import { worldType } from '../format/world-type.ts';
import { FavouriteButton } from '../FavouriteButton.tsx';
import { Link } from '../Link.tsx';
import { paceOf, type RunningDropParty } from '../live/drop-parties.ts';
import type { Row } from './Listing.ts';
import { Fallen } from './Fallen.tsx';
import { PaceLine, PerMinute, usePerMinute } from './PaceLine.tsx';
import { Ring, SinceLastDrop } from './Ring.tsx';

/** Milliseconds for which a drop is new. An older one does not flash when its card appears. */
const NEW_MS = 1_000;

/**
 * The card of one world. A link covers all of it. Drops change only single texts and attributes; the card is rendered again only when its
 * party ends or another begins.
 */
export function DropPartyCard({ row }: { row: Row }) {
  const { world, stage, party } = row;
  return (
    <li class="drop-party" data-world={world} data-stage={stage}>
      <Fragment key={party.peek().id}>
        <Flash party={party} />
        <h2>
          <WorldLink world={world} party={party} />
        </h2>
        <FavouriteButton world={world} />
        {stage === 'running' ? <Ring party={party} /> : <p class="over">ended</p>}
        <Worth party={party} />
        {stage === 'running' ? <SinceLastDrop party={party} /> : <p class="since" />}
        <Fallen party={party} />
        <PaceLine party={party} />
        <Facts party={party} />
      </Fragment>
    </li>
  );
}

type OfParty = { party: ReadonlySignal<RunningDropParty> };

/** Makes the card flash at each drop. A new element each time, because that restarts the animation. */
function Flash({ party }: OfParty) {
  const drops = useComputed(() => party.value.total_drops);
  const number = drops.value;
  const isNew = performance.now() - paceOf(party).lastGainAt < NEW_MS;
  return isNew ? <span key={number} class="flash" /> : null;
}

/** The card's only link. Its title, shown wherever the pointer is on the card, has the exact figures. */
function WorldLink({ world, party }: OfParty & { world: number }) {
  const pace = usePerMinute(party);
  const exact = useComputed(() => exactFigures(party.value, pace.value));
  const type = useComputed(() => worldType(party.value.world_type));
  return (
    <Link to={{ world }} href={`./?world=${world}`} title={exact}>
      <span class="label">World</span> {world}
      {type.value !== '' && <span class="type given"> {type}</span>}
    </Link>
  );
}

function exactFigures(party: RunningDropParty, pace: { gp: number; over: string }): string {
  const drops = counted(party.total_drops, 'drop');
  return [
    `${exactGp(party.total_value)} in ${drops}, ${exactGp(party.avg_drop)} on average`,
    ...(confirmedWords(party) === '' ? [] : [confirmedWords(party, exactGp)]),
    `${exactGp(pace.gp)} per minute ${pace.over}`,
    `ends at ${timeOfDay(party.ends_at)} if nothing more drops`,
  ].join('; ');
}

function Worth({ party }: OfParty) {
  const total = useComputed(() => party.value.total_value);
  const words = useComputed(() => confirmedWords(party.value));
  return (
    <p class="worth">
      <LiveGp value={total} /> <span class="doubt">{words}</span>
    </p>
  );
}

function Facts({ party }: OfParty) {
  const average = useComputed(() => party.value.avg_drop);
  const drops = useComputed(() => count(party.value.total_drops));
  const dropsNoun = useComputed(() => (party.value.total_drops === 1 ? 'drop' : 'drops'));
  const witnesses = useComputed(() => count(party.value.witnesses));
  const witnessesNoun = useComputed(() => (party.value.witnesses === 1 ? 'witness' : 'witnesses'));
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
        <dt>{dropsNoun}</dt>
        <dd>{drops}</dd>
      </div>
      <div>
        <dt>{witnessesNoun}</dt>
        <dd>{witnesses}</dd>
      </div>
    </dl>
  );
}
