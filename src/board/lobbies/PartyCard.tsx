import type { ReadonlySignal } from '@preact/signals';
import { Holders } from './Holders.tsx';
import { Mark } from './Icon.tsx';
import { Members } from './Members.tsx';
import { playerId } from './player/guest.ts';
import { JoinHere } from './player/JoinHere.tsx';
import type { ShownParty } from './shown-party.ts';

export function PartyCard({ of }: { of: ReadonlySignal<ShownParty> }) {
  const party = of.value;
  const meId = playerId.value;
  const isMine = meId !== undefined && party.members.some(({ player_id }) => player_id === meId);
  return (
    <li class="dungeon-party" data-mine={isMine || undefined}>
      <article>
        <header>
          <h3 class="given">{party.name}</h3>
          <Seats taken={party.player_count} of={party.max_players} />
        </header>
        <p class="kind">
          <span class="given">{party.difficulty}</span> {party.game_type}
          {party.locked && (
            <Mark icon="locked" tone="warm">
              Locked
            </Mark>
          )}
          {party.has_password && <Mark icon="password">Password</Mark>}
          {party.session_id !== null && (
            <Mark icon="run" tone="warm">
              On a run
            </Mark>
          )}
        </p>
        <Members members={party.members} leaderId={party.leader_id} meId={meId} isOnRun={party.session_id !== null} />
        <footer>
          {party.session_id === null && <Holders party={party} />}
          <JoinHere party={party} />
        </footer>
      </article>
    </li>
  );
}

export function Seats({ taken, of }: { taken: number; of: number }) {
  const free = of - taken;
  return (
    <p class="seats">
      <span class="figure">
        {taken}
        <span class="unseen"> of </span>
        <span aria-hidden="true">/</span>
        {of}
      </span>
      <span class="unseen"> seats taken, </span>
      <span class="free">{free === 0 ? 'full' : `${free} free`}</span>
    </p>
  );
}
