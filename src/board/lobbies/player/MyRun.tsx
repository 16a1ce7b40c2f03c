import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { Mark } from '../Icon.tsx';
import { Names } from '../Members.tsx';
import { RunStatus } from '../RunStatus.tsx';
import { aheadMs } from '../../live/server.ts';
import { Ask, RefusalText, useAction } from './action.tsx';
import { playerId } from './guest.ts';
import { Leave, PartyHead } from './MyParty.tsx';
import { askRun, noSeat, run, runLink, type ShownRun, type ShownRunner } from './run.ts';
import { takeSeatAgain } from './seat.ts';

/** The player's party while it is on a run. */
export function MyRun({ party }: { party: MemberDungeonParty }) {
  const shown = run.value?.session_id === party.session_id ? run.value : null;
  return (
    <>
      <PartyHead party={party} />
      <NoSeat />
      {shown && shown.status !== 'complete' ? <Run run={shown} /> : <p class="quiet">The party is on a run.</p>}
      <div class="row">
        <Leave />
      </div>
    </>
  );
}

/** Why the player is not in the run that its party is on, with a way to try again. */
function NoSeat() {
  const isLost = runLink.value === 'lost';
  return (
    <>
      <output class="refusal">
        {isLost && 'The connection to the run is lost; it is being made again. '}
        {noSeat.value !== '' && `You have no seat in it: ${noSeat.value}`}
      </output>
      {runLink.value === null && (
        <p>
          <button type="button" onClick={takeSeatAgain}>
            Take a seat in the run
          </button>
        </p>
      )}
    </>
  );
}

function Run({ run }: { run: ShownRun }) {
  const isLeader = run.leader_id === playerId.value;
  const leader = run.players.find(({ player_id }) => player_id === run.leader_id);
  return (
    <>
      <output class="run-state">
        <RunStatus status={run.status} /> <span class="floor">Floor {run.current_floor}</span>
      </output>
      <Runners run={run} />
      {run.status === 'waiting' && <Waiting run={run} />}
      {isLeader ? (
        <LeadRun run={run} />
      ) : (
        <p class="quiet">Only the leader{leader && <Names of={[`, ${leader.name},`]} />} moves the run on.</p>
      )}
    </>
  );
}

function Runners({ run }: { run: ShownRun }) {
  return (
    <ul class="members">
      {run.players.map((player) => (
        <li key={player.player_id}>
          <span class="who">
            <span class="given">{player.name}</span>
            {player.player_id === playerId.value && <span class="you">you</span>}
            {player.class !== '' && <span class="given class">{player.class}</span>}
          </span>
          <RunnerState player={player} isWaiting={run.status === 'waiting'} />
        </li>
      ))}
    </ul>
  );
}

function RunnerState({ player, isWaiting }: { player: ShownRunner; isWaiting: boolean }) {
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

/** Whoever was not ready when the leader started without waiting says so here. */
function Waiting({ run }: { run: ShownRun }) {
  const action = useAction(run.version);
  const isReady = run.players.some(({ player_id, ready }) => player_id === playerId.value && ready);
  const missing = run.players.filter(({ left, connected, ready }) => !left && !(connected && ready));
  const at = new Date(run.ready_deadline_at - aheadMs.value).toLocaleTimeString();
  return (
    <>
      <p class="holders">
        Waits for <Names of={missing.map(({ name }) => name)} />; goes without them at {at}.
      </p>
      {!isReady && (
        <Ask action={action} class="main" ask={() => askRun('session.ready', {})}>
          I am ready
        </Ask>
      )}
      <RefusalText of={action} />
    </>
  );
}

function LeadRun({ run }: { run: ShownRun }) {
  const action = useAction(run.version);
  const floor = run.current_floor;
  const complete = (outcome: 'completed' | 'failed') =>
    askRun('session.complete', { outcome, result: { floors: floor } });
  return (
    <>
      <div class="row">
        {run.status === 'waiting' ? (
          <Ask action={action} class="main" ask={() => askRun('session.start', {})}>
            Start without waiting
          </Ask>
        ) : (
          <>
            <Ask action={action} class="main" ask={() => askRun('session.progress', { current_floor: floor + 1 })}>
              Next floor
            </Ask>
            <Ask action={action} ask={() => complete('completed')}>
              Complete
            </Ask>
            <Ask action={action} ask={() => complete('failed')}>
              Fail
            </Ask>
          </>
        )}
      </div>
      <RefusalText of={action} />
    </>
  );
}
