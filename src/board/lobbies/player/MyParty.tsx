import { address, go } from '../../address.ts';
import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { Holders } from '../Holders.tsx';
import { Mark } from '../Icon.tsx';
import { Members } from '../Members.tsx';
import { Seats } from '../PartyCard.tsx';
import { type ShownMember, holdersOf } from '../shown-party.ts';
import { type Action, Ask, RefusalText, useAction } from './action.tsx';
import { playerId } from './guest.ts';
import { JoinCode } from './JoinCode.tsx';
import { askLobby } from './seat.ts';

/** The player's party between runs. */
export function MyParty({ party }: { party: MemberDungeonParty }) {
  const leading = useAction(party.version);
  const meId = playerId.value;
  const isLeader = party.leader_id === meId;
  const isReady = party.members.some(({ player_id, ready }) => player_id === meId && ready);
  return (
    <>
      <PartyHead party={party} />
      <JoinCode party={party} />
      <Members
        members={party.members}
        leaderId={party.leader_id}
        meId={meId}
        isOnRun={false}
        {...(isLeader && { actions: (member) => <Lead action={leading} member={member} meId={meId} /> })}
      />
      <RefusalText of={leading} />
      <Holders party={party} />
      {isLeader ? <Start party={party} /> : <Ready isReady={isReady} version={party.version} />}
      <div class="row">
        {isLeader && <Lock party={party} />}
        <Leave />
      </div>
    </>
  );
}

export function PartyHead({ party }: { party: MemberDungeonParty }) {
  return (
    <>
      <header>
        <h3 class="given">{party.name}</h3>
        <Seats taken={party.player_count} of={party.max_players} />
      </header>
      <p class="kind">
        <span class="given">{party.difficulty}</span> {party.game_type}
        {party.privacy === 'private' && <Mark icon="private">Private</Mark>}
        {party.has_password && <Mark icon="password">Password</Mark>}
        {party.locked && (
          <Mark icon="locked" tone="warm">
            Locked
          </Mark>
        )}
      </p>
      {party.lobby !== address.value.lobby && (
        <p>
          This party is in the lobby{' '}
          <button type="button" class="plain" onClick={() => go({ lobby: party.lobby })}>
            {party.lobby}
          </button>
          .
        </p>
      )}
    </>
  );
}

function Lead({ action, member, meId }: { action: Action; member: ShownMember; meId: string | undefined }) {
  const { player_id: target_id, name } = member;
  if (target_id === meId) return null;
  const named = (
    <>
      {' '}
      <span class="unseen given">{name}</span>
    </>
  );
  return (
    <span class="lead">
      <Ask action={action} class="small" ask={() => askLobby('party.promote', { target_id })}>
        Promote{named}
      </Ask>
      <Ask action={action} class="small" ask={() => askLobby('party.kick', { target_id })}>
        Kick{named}
      </Ask>
    </span>
  );
}

function Ready({ isReady, version }: { isReady: boolean; version: number }) {
  const action = useAction(version);
  return (
    <>
      <Ask action={action} class={isReady ? '' : 'main'} ask={() => askLobby('party.ready', { ready: !isReady })}>
        {isReady ? 'I am not ready after all' : 'I am ready'}
      </Ask>
      <RefusalText of={action} />
    </>
  );
}

/** The leader says by the start to be ready. */
function Start({ party }: { party: MemberDungeonParty }) {
  const action = useAction(party.version);
  const { away, notReady } = holdersOf(party);
  return (
    <>
      <div class="row">
        <Ask action={action} class="main" ask={() => askLobby('party.start', {})}>
          Start the run
        </Ask>
        {away.length + notReady.length > 0 && (
          <Ask action={action} ask={() => askLobby('party.start', { force: true })}>
            Start without waiting
          </Ask>
        )}
      </div>
      <RefusalText of={action} />
    </>
  );
}

function Lock({ party: { locked, version } }: { party: MemberDungeonParty }) {
  const action = useAction(version);
  return (
    <>
      <Ask action={action} ask={() => askLobby(locked ? 'party.unlock' : 'party.lock', {})}>
        {locked ? 'Unlock' : 'Lock'}
      </Ask>
      <RefusalText of={action} />
    </>
  );
}

export function Leave() {
  const action = useAction();
  return (
    <>
      <Ask action={action} ask={() => askLobby('party.leave', {})}>
        Leave the party
      </Ask>
      <RefusalText of={action} />
    </>
  );
}
