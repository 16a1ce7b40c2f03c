import './DungeonPartyCard.css';
import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { closedReason, freeSeats } from '../../domain/dungeons/dungeon-party-views.ts';
import { spanInWords } from '../format/time.ts';
import { second } from '../live/second.ts';
import { Mark } from './Icon.tsx';
import { blockersByReason, type ListedDungeonParty } from './listed-dungeon-party.ts';
import { Members, Names } from './Members.tsx';
import { RefusalText, useAction } from './player/action.tsx';
import { newcomer, PasswordField, textOf } from './player/fields.tsx';
import { playerId } from './player/guest.ts';
import { AskToJoin } from './player/JoinRequests.tsx';
import { askLobby, ownDungeonParty } from './player/lobby-connection.ts';

/** A dungeon party in the lobby's list. */
export function DungeonPartyCard({ of }: { of: ReadonlySignal<ListedDungeonParty> }) {
  const party = of.value;
  const ownId = playerId.value;
  const isMine = ownId !== undefined && party.members.some(({ player_id }) => player_id === ownId);
  return (
    <li class="dungeon-party" data-mine={isMine || undefined}>
      <article>
        <header>
          <h3 class="given">{party.name}</h3>
          <Seats party={party} />
        </header>
        <Facts party={party}>
          {party.session_id !== null && (
            <Mark icon="run" tone="warm">
              On a run
            </Mark>
          )}
          {party.last_heard_at !== null && <LastHeard at={party.last_heard_at} />}
        </Facts>
        <Members
          members={party.members}
          leaderId={party.leader_id}
          ownId={ownId}
          isInSession={party.session_id !== null}
        />
        <footer>
          {party.session_id === null && <StartBlockers party={party} />}
          <JoinForm party={party} />
        </footer>
      </article>
    </li>
  );
}

/** Of a party in which nobody is there. */
function LastHeard({ at }: { at: number }) {
  const ago = useComputed(() => spanInWords(second.value - at));
  return <Mark icon="away" tone="warm">{`Last heard of ${ago.value} ago`}</Mark>;
}

type SeatsProps = { party: Parameters<typeof closedReason>[0] };

/** How many seats are taken, and how many can be. */
export function Seats({ party }: SeatsProps) {
  const { player_count: taken, max_players: of } = party;
  const closed = closedReason(party);
  return (
    <p class="seats">
      <span class="figure">
        {taken}
        <span class="unseen"> of </span>
        <span aria-hidden="true">/</span>
        {of}
      </span>
      <span class="unseen"> seats taken, </span>
      <span class="free">{closed === null ? `${freeSeats(party)} free` : CLOSED[closed].word}</span>
    </p>
  );
}

type FactsProps = {
  party: Pick<ListedDungeonParty, 'game_type' | 'difficulty' | 'region' | 'locked' | 'has_password'>;
  children: ComponentChildren;
};

/** The line of facts on a party's card and above the player's own party; `children` are the marks that only one of them shows. */
export function Facts({ party, children }: FactsProps) {
  return (
    <p class="kind">
      <span class="given">{party.difficulty}</span> {party.game_type}
      {party.region !== '' && (
        <>
          {' in '}
          <span class="given">{party.region}</span>
        </>
      )}
      {party.locked && (
        <Mark icon="locked" tone="warm">
          Locked
        </Mark>
      )}
      {party.has_password && <Mark icon="password">Password</Mark>}
      {children}
    </p>
  );
}

/** Whether the party can start its run and, if not, whom it is waiting for. */
export function StartBlockers({ party }: { party: Pick<ListedDungeonParty, 'members' | 'blockers' | 'can_start'> }) {
  const blocked = blockersByReason(party);
  if (blocked.party === 'session_running') return <p class="blockers">On a run: it can start again afterwards.</p>;
  if (blocked.party === 'party_empty') return <p class="blockers">Nobody is in it yet.</p>;
  if (party.can_start) return <p class="blockers can-start">Can start.</p>;
  return (
    <p class="blockers">
      {blocked.away.length > 0 && (
        <>
          Waiting for <Names of={blocked.away} /> to come back.{' '}
        </>
      )}
      {blocked.notReady.length > 0 && (
        <>
          Waiting for <Names of={blocked.notReady} /> to be ready.
        </>
      )}
    </p>
  );
}

/** Why a party cannot be joined, and what to wait for. */
const CLOSED: Record<NonNullable<ReturnType<typeof closedReason>>, { word: string; advice: string }> = {
  session_running: { word: 'on a run', advice: 'On a run: join once it is over.' },
  party_locked: { word: 'locked', advice: 'Locked: its leader lets nobody in.' },
  party_full: { word: 'full', advice: 'Full: join once a seat is free.' },
};

/** Joins a listed party, or says why nobody can. Shown to players who are in none; the server decides whether they may. */
function JoinForm({ party }: { party: ListedDungeonParty }) {
  const action = useAction(party);
  const id = useId();
  if (!playerId.value || ownDungeonParty.value !== null) return null;
  const closed = closedReason(party);
  if (closed !== null) return <p class="quiet cannot-join">{CLOSED[closed].advice}</p>;
  const join = (event: SubmitEvent) => {
    event.preventDefault();
    const password = textOf(event.currentTarget as HTMLFormElement, 'password');
    const { party_id } = party;
    void action.try(() => askLobby('party.join', { party_id, ...(password && { password }), ...newcomer() }));
  };
  return (
    <form class="join" onSubmit={join}>
      {party.has_password && <PasswordField id={id} />}
      <button aria-busy={action.isBusy.value || undefined}>
        Join<span class="unseen given"> {party.name}</span>
      </button>
      <RefusalText of={action} />
      {party.has_password && <AskToJoin party={party} />}
    </form>
  );
}
