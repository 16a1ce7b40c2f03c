import './TryIt.css';
import { untracked, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { address } from '../../address.ts';
import { ActionButton, asSentence, RefusalText, useAction } from './action.tsx';
import { FindDungeonParty } from './FindDungeonParty.tsx';
import { player, playerId } from './guest.ts';
import {
  enterLobby,
  lobbyConnectionStatus,
  lobbyRefusal,
  lostDungeonParty,
  ownDungeonParty,
  resume,
  signIn,
  signOut,
} from './lobby-connection.ts';
import { Invites } from './Invites.tsx';
import { MessageLog } from './MessageLog.tsx';
import { MyDungeonParty } from './MyDungeonParty.tsx';
import { MySession } from './MySession.tsx';
import { ownSession } from './session-connection.ts';

type Stage = 'signed out' | 'entering' | 'looking' | 'party' | 'session';

/** Tells screen readers what the panel has changed to. */
const ANNOUNCEMENTS: Record<Stage, string> = {
  'signed out': '',
  entering: '',
  looking: 'You are in no party.',
  party: 'You are in a party.',
  session: 'Your party is on a run.',
};

function stage(): Stage {
  if (!playerId.value) return 'signed out';
  if (ownDungeonParty.value === undefined) return 'entering';
  // After leaving a party in another lobby, the player is about to enter the lobby on the page.
  if (ownDungeonParty.value === null) return player.value?.lobby === address.value.lobby ? 'looking' : 'entering';
  return ownDungeonParty.value.session_id === null ? 'party' : 'session';
}

/** Lets this window's visitor play, from signing in as a guest to the end of a run. */
export function TryIt() {
  useEffect(resume, []);
  // A player in no party follows the page from lobby to lobby. A party keeps its player in the party's lobby.
  useSignalEffect(() => {
    const { lobby } = address.value;
    const isFree = ownDungeonParty.value === null || (ownDungeonParty.value === undefined && lobbyRefusal.value !== '');
    const me = player.peek();
    if (isFree && me && me.lobby !== lobby) untracked(() => enterLobby(lobby));
  });
  const now = stage();
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(now);
  // The focused control may be gone with its stage; then the heading gets the focus.
  useLayoutEffect(() => {
    if (document.activeElement === document.body && before.current !== now) heading.current?.focus();
    before.current = now;
  }, [now]);
  return (
    <section class="try" aria-labelledby="try">
      <h2 id="try" tabIndex={-1} ref={heading}>
        Try it
      </h2>
      <ConnectionProblem />
      <output class="unseen">{ANNOUNCEMENTS[now]}</output>
      <LostDungeonParty />
      <Invites />
      <LastSession partyId={now === 'party' ? ownDungeonParty.value!.party_id : null} />
      <CurrentStage stage={now} />
      <MessageLog />
    </section>
  );
}

function CurrentStage({ stage }: { stage: Stage }) {
  switch (stage) {
    case 'signed out':
      return <SignIn />;
    case 'entering':
      return (
        <>
          <p class="quiet">Entering the lobby…</p>
          <Me />
        </>
      );
    case 'looking':
      return (
        <>
          <FindDungeonParty />
          <Me />
        </>
      );
    case 'party':
      return <MyDungeonParty party={ownDungeonParty.value!} />;
    case 'session':
      return <MySession party={ownDungeonParty.value!} />;
    default:
      return stage satisfies never;
  }
}

function Me() {
  return (
    <p class="quiet me">
      You are <code>{playerId}</code>.{' '}
      <button type="button" class="plain" onClick={signOut}>
        Sign out
      </button>
    </p>
  );
}

function SignIn() {
  const action = useAction();
  const { code, lobby } = address.value;
  return (
    <>
      <p>
        {code === '' ? (
          'Make a party, let a second window join it, and start a run.'
        ) : (
          <>
            You are invited to the party with the code <code>{code}</code>.
          </>
        )}
      </p>
      <ActionButton action={action} class="main" ask={() => signIn(lobby)}>
        Sign in as a guest
      </ActionButton>
      <RefusalText of={action} />
      <p class="quiet">
        <code>POST /auth/guest</code> returns a player id and its token, which stay in this window.
      </p>
    </>
  );
}

/** Why the player is not in the lobby at the moment. */
function ConnectionProblem() {
  const isLost = lobbyConnectionStatus.value === 'lost';
  const problem = playerId.value && lobbyConnectionStatus.value !== 'live' ? lobbyRefusal.value : '';
  return (
    <output class="refusal">
      {isLost && 'Connection lost: you count as away until this page has reconnected. '}
      {isLost && ownDungeonParty.value && 'Your party keeps your place for a minute. '}
      {problem !== '' && `The lobby does not let you in: ${asSentence(problem)} Trying again.`}
    </output>
  );
}

const REASONS: Record<string, string> = {
  kicked: 'The leader kicked you from',
  dissolved: 'The leader dissolved',
};

function LostDungeonParty() {
  const lost = lostDungeonParty.value;
  return (
    <output class="lost">
      {lost && (
        <>
          {REASONS[lost.reason ?? ''] ?? 'You were away for too long and have lost your place in'}{' '}
          <strong class="given">{lost.name}</strong>.
        </>
      )}
    </output>
  );
}

const OUTCOMES: Record<string, string> = {
  completed: 'The run was completed',
  failed: 'The run failed',
  abandoned: 'The run was abandoned',
};

/** How the party's last run ended, for a player who was in it. */
function LastSession({ partyId }: { partyId: string | null }) {
  const last = ownSession.value;
  const isOver = last?.party_id === partyId && last.status === 'complete';
  return (
    <output class="last-session">
      {isOver &&
        `${OUTCOMES[last.outcome] ?? 'The run is over'} on floor ${last.current_floor}. The party can start another.`}
    </output>
  );
}
