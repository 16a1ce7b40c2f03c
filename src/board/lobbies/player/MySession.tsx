import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { Mark } from '../Icon.tsx';
import { Names } from '../Members.tsx';
import { SessionStatus } from '../Sessions.tsx';
import { timeOfDay } from '../../format/time.ts';
import { aheadMs } from '../../live/server.ts';
import { ActionButton, RefusalText, useAction } from './action.tsx';
import { playerId } from './guest.ts';
import { takeSeatById } from './lobby-connection.ts';
import { DungeonPartyHead, Leave } from './MyDungeonParty.tsx';
import {
  askSession,
  type OwnSession,
  ownSession,
  seatRefusal,
  sessionConnectionStatus,
  type ShownSessionPlayer,
} from './session-connection.ts';

/** The player's own dungeon party while it is on a run. */
export function MySession({ party }: { party: MemberDungeonParty }) {
  const session = ownSession.value?.session_id === party.session_id ? ownSession.value : null;
  return (
    <>
      <DungeonPartyHead party={party} />
      <NoSeat />
      {session && session.status !== 'complete' ? (
        <RunningSession session={session} />
      ) : (
        <p class="quiet">The party is on a run.</p>
      )}
      <div class="row">
        <Leave />
      </div>
    </>
  );
}

/** Why the player is not in the party's run, and a way to try again. */
function NoSeat() {
  const isLost = sessionConnectionStatus.value === 'lost';
  return (
    <>
      <output class="refusal">
        {isLost && 'The connection to the run is lost. Reconnecting. '}
        {seatRefusal.value !== '' && `You have no seat in it: ${seatRefusal.value}`}
      </output>
      {sessionConnectionStatus.value === null && (
        <p>
          <button type="button" onClick={takeSeatById}>
            Take a seat in the run
          </button>
        </p>
      )}
    </>
  );
}

function RunningSession({ session }: { session: OwnSession }) {
  const isLeader = session.leader_id === playerId.value;
  const leader = session.players.find(({ player_id }) => player_id === session.leader_id);
  return (
    <>
      <output class="session-state">
        <SessionStatus status={session.status} /> <span class="floor">Floor {session.current_floor}</span>
      </output>
      <Players session={session} />
      {session.status === 'waiting' && <Waiting session={session} />}
      {isLeader ? (
        <LeaderControls session={session} />
      ) : (
        <p class="quiet">Only the leader{leader && <Names of={[`, ${leader.name},`]} />} moves the run on.</p>
      )}
    </>
  );
}

function Players({ session }: { session: OwnSession }) {
  return (
    <ul class="members">
      {session.players.map((player) => (
        <li key={player.player_id}>
          <span class="who">
            <span class="given">{player.name}</span>
            {player.player_id === playerId.value && <span class="you">you</span>}
            {player.class !== '' && <span class="given class">{player.class}</span>}
          </span>
          <PlayerStatus player={player} isWaiting={session.status === 'waiting'} />
        </li>
      ))}
    </ul>
  );
}

function PlayerStatus({ player, isWaiting }: { player: ShownSessionPlayer; isWaiting: boolean }) {
  if (player.left) return <Mark icon="left">Has left</Mark>;
  if (!player.connected) {
    return (
      <Mark icon="away" tone="bad">
        Not here
      </Mark>
    );
  }
  if (isWaiting && !player.ready) return <Mark icon="notReady">Not ready</Mark>;
  return (
    <Mark icon="ready" tone="good">
      Here
    </Mark>
  );
}

/** After a start without waiting, shows who is not there yet. A player who was not ready can get ready here. */
function Waiting({ session }: { session: OwnSession }) {
  const action = useAction(session.version);
  const isReady = session.players.some(({ player_id, ready }) => player_id === playerId.value && ready);
  const missing = session.players.filter(({ left, connected, ready }) => !left && !(connected && ready));
  const at = timeOfDay(session.ready_deadline_at - aheadMs.value);
  return (
    <>
      <p class="blockers">
        Waiting for <Names of={missing.map(({ name }) => name)} />; the run starts without them at {at}.
      </p>
      {!isReady && (
        <ActionButton action={action} class="main" ask={() => askSession('session.ready', {})}>
          I am ready
        </ActionButton>
      )}
      <RefusalText of={action} />
    </>
  );
}

function LeaderControls({ session }: { session: OwnSession }) {
  const action = useAction(session.version);
  const floor = session.current_floor;
  const complete = (outcome: 'completed' | 'failed') =>
    askSession('session.complete', { outcome, result: { floors: floor } });
  return (
    <>
      <div class="row">
        {session.status === 'waiting' ? (
          <ActionButton action={action} class="main" ask={() => askSession('session.start', {})}>
            Start without waiting
          </ActionButton>
        ) : (
          <>
            <ActionButton
              action={action}
              class="main"
              ask={() => askSession('session.progress', { current_floor: floor + 1 })}
            >
              Next floor
            </ActionButton>
            <ActionButton action={action} ask={() => complete('completed')}>
              Complete
            </ActionButton>
            <ActionButton action={action} ask={() => complete('failed')}>
              Fail
            </ActionButton>
          </>
        )}
      </div>
      <RefusalText of={action} />
    </>
  );
}
