import { useSignal } from '@preact/signals';
import { address, go, link } from '../../address.ts';
import { CopyButton } from '../../CopyButton.tsx';
import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { Facts, Seats, StartBlockers } from '../DungeonPartyCard.tsx';
import { Mark } from '../Icon.tsx';
import { blockersByReason, type ListedMember } from '../listed-dungeon-party.ts';
import { Members } from '../Members.tsx';
import { type Action, ActionButton, RefusalText, useAction } from './action.tsx';
import { playerId } from './guest.ts';
import { textOf } from './fields.tsx';
import { JoinRequests } from './JoinRequests.tsx';
import { askLobby } from './lobby-connection.ts';

/** The player's own dungeon party between runs. */
export function MyDungeonParty({ party }: { party: MemberDungeonParty }) {
  const leading = useAction(party.version);
  const ownId = playerId.value;
  const isLeader = party.leader_id === ownId;
  const isReady = party.members.some(({ player_id, ready }) => player_id === ownId && ready);
  return (
    <>
      <DungeonPartyHead party={party} />
      <JoinCode party={party} />
      <JoinRequests party={party} isLeader={isLeader} />
      <InviteForm />
      <Members
        members={party.members}
        leaderId={party.leader_id}
        ownId={ownId}
        isInSession={false}
        {...(isLeader && { actions: (member) => <LeaderControls action={leading} member={member} ownId={ownId} /> })}
      />
      <RefusalText of={leading} />
      <StartBlockers party={party} />
      {isLeader ? <Start party={party} /> : <Ready isReady={isReady} version={party.version} />}
      <div class="row">
        {isLeader && <Lock party={party} />}
        <Leave />
      </div>
    </>
  );
}

export function DungeonPartyHead({ party }: { party: MemberDungeonParty }) {
  return (
    <>
      <header>
        <h3 class="given">{party.name}</h3>
        <Seats party={party} />
      </header>
      <Facts party={party}>{party.privacy === 'private' && <Mark icon="private">Private</Mark>}</Facts>
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

function JoinCode({ party: { join_code: code, lobby } }: { party: MemberDungeonParty }) {
  return (
    <div class="join-code">
      <p>
        Join code <code class="code">{code}</code>{' '}
        <CopyButton text={code}>
          Copy<span class="unseen"> the join code</span>
        </CopyButton>
      </p>
      <p>
        {/* Without an opener, the new window starts with an empty session storage, and so is another player. */}
        <a href={link({ view: 'lobbies', lobby, code })} target="_blank" rel="noopener">
          Join in a second window
        </a>
      </p>
    </div>
  );
}

/** Invites a player by id: in this page, Try it shows one's own. */
function InviteForm() {
  const action = useAction();
  const invited = useSignal('');
  const invite = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const target_id = textOf(form, 'target_id').trim();
    invited.value = '';
    if (!(await action.try(() => askLobby('party.invite', { target_id })))) return;
    invited.value = 'Invited for 10 minutes.';
    form.reset();
  };
  return (
    <form onSubmit={(event) => void invite(event)}>
      <div class="row">
        <label>
          Invite a player id
          <input name="target_id" class="given" required autocomplete="off" spellcheck={false} />
        </label>
        <button>Invite</button>
      </div>
      <output class="quiet">{invited}</output>
      <RefusalText of={action} />
    </form>
  );
}

function LeaderControls({
  action,
  member,
  ownId,
}: {
  action: Action;
  member: ListedMember;
  ownId: string | undefined;
}) {
  const { player_id: target_id, name } = member;
  if (target_id === ownId) return null;
  const named = (
    <>
      {' '}
      <span class="unseen given">{name}</span>
    </>
  );
  return (
    <span class="leader-controls">
      <ActionButton action={action} class="small" ask={() => askLobby('party.promote', { target_id })}>
        Promote{named}
      </ActionButton>
      <ActionButton action={action} class="small" ask={() => askLobby('party.kick', { target_id })}>
        Kick{named}
      </ActionButton>
    </span>
  );
}

function Ready({ isReady, version }: { isReady: boolean; version: number }) {
  const action = useAction(version);
  return (
    <>
      <ActionButton
        action={action}
        class={isReady ? '' : 'main'}
        ask={() => askLobby('party.ready', { ready: !isReady })}
      >
        {isReady ? 'I am not ready after all' : 'I am ready'}
      </ActionButton>
      <RefusalText of={action} />
    </>
  );
}

/** A leader has no ready button: starting the run counts as being ready. */
function Start({ party }: { party: MemberDungeonParty }) {
  const action = useAction(party.version);
  const { away, notReady } = blockersByReason(party);
  return (
    <>
      <div class="row">
        <ActionButton action={action} class="main" ask={() => askLobby('party.start', {})}>
          Start the run
        </ActionButton>
        {away.length + notReady.length > 0 && (
          <ActionButton action={action} ask={() => askLobby('party.start', { force: true })}>
            Start without waiting
          </ActionButton>
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
      <ActionButton action={action} ask={() => askLobby(locked ? 'party.unlock' : 'party.lock', {})}>
        {locked ? 'Unlock' : 'Lock'}
      </ActionButton>
      <RefusalText of={action} />
    </>
  );
}

export function Leave() {
  const action = useAction();
  return (
    <>
      <ActionButton action={action} ask={() => askLobby('party.leave', {})}>
        Leave the party
      </ActionButton>
      <RefusalText of={action} />
    </>
  );
}
