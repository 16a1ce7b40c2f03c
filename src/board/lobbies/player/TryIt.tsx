import { untracked, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { address } from '../../address.ts';
import { RefusalText, sentence, useAction } from './action.tsx';
import { FindParty } from './FindParty.tsx';
import { player, playerId } from './guest.ts';
import { LastRun } from './LastRun.tsx';
import { MyParty } from './MyParty.tsx';
import { MyRun } from './MyRun.tsx';
import { enterLobby, lobbyLink, noEntry, out, party, resume, signIn, signOut } from './seat.ts';
import { Sent } from './Sent.tsx';

type Stage = 'signed out' | 'entering' | 'looking' | 'party' | 'run';

/** For whoever hears the page: what is shown has become something else. */
const WORDS: Record<Stage, string> = {
  'signed out': '',
  entering: '',
  looking: 'You are in no party.',
  party: 'You are in a party.',
  run: 'Your party is on a run.',
};

function stage(): Stage {
  if (!playerId.value) return 'signed out';
  if (party.value === undefined) return 'entering';
  // Out of a party that was in another lobby, the player is about to enter the one that is looked at.
  if (party.value === null) return player.value?.lobby === address.value.lobby ? 'looking' : 'entering';
  return party.value.session_id === null ? 'party' : 'run';
}

/** A player of this window's own, from signing in to the end of a run. */
export function TryIt() {
  useEffect(resume, []);
  // Whoever is in no party is in the lobby that is looked at; a party keeps its player where it is.
  useSignalEffect(() => {
    const { lobby } = address.value;
    const isFree = party.value === null || (party.value === undefined && noEntry.value !== '');
    const me = player.peek();
    if (isFree && me && me.lobby !== lobby) untracked(() => enterLobby(lobby));
  });
  const now = stage();
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(now);
  // The control that had the focus is gone with its stage.
  useLayoutEffect(() => {
    if (document.activeElement === document.body && before.current !== now) heading.current?.focus();
    before.current = now;
  }, [now]);
  return (
    <section class="try" aria-labelledby="try">
      <h2 id="try" tabIndex={-1} ref={heading}>
        Try it
      </h2>
      <Connection />
      <output class="unseen">{WORDS[now]}</output>
      <OutOf />
      <LastRun partyId={now === 'party' ? party.value!.party_id : null} />
      <Shown stage={now} />
      <Sent />
    </section>
  );
}

function Shown({ stage }: { stage: Stage }) {
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
          <FindParty />
          <Me />
        </>
      );
    case 'party':
      return <MyParty party={party.value!} />;
    case 'run':
      return <MyRun party={party.value!} />;
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
            You are asked into the party with the code <code>{code}</code>.
          </>
        )}
      </p>
      <button
        type="button"
        class="main"
        aria-busy={action.isBusy.value || undefined}
        onClick={() => void action.try(() => signIn(lobby))}
      >
        Sign in as a guest
      </button>
      <RefusalText of={action} />
      <p class="quiet">
        <code>POST /auth/guest</code> gives a player id and its token, which stay in this window.
      </p>
    </>
  );
}

/** What keeps the player from being there, while it does. */
function Connection() {
  const isLost = lobbyLink.value === 'lost';
  const problem = playerId.value && lobbyLink.value !== 'live' ? noEntry.value : '';
  return (
    <output class="refusal">
      {isLost && 'Connection lost: you count as away, and come back by yourself. '}
      {isLost && party.value && 'Your party keeps your place for a minute. '}
      {problem !== '' && `The lobby does not let you in: ${sentence(problem)} Trying again.`}
    </output>
  );
}

const REASONS: Record<string, string> = {
  kicked: 'The leader kicked you from',
  dissolved: 'The leader dissolved',
  untouched: 'Nothing happened for a day, so this party was dissolved:',
};

function OutOf() {
  const left = out.value;
  return (
    <output class="out">
      {left && (
        <>
          {REASONS[left.reason ?? ''] ?? 'You were away for too long and have lost your place in'}{' '}
          <strong class="given">{left.name}</strong>.
        </>
      )}
    </output>
  );
}
