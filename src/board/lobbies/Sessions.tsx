import './Sessions.css';
import { useComputed } from '@preact/signals';
import type { MemberDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import { hourAndMinute } from '../format/time.ts';
import { Mark } from './Icon.tsx';
import { player, playerId } from './player/guest.ts';
import { ownDungeonParty } from './player/lobby-connection.ts';
import { watcherToken, type WatchedLobby } from './watch-lobby.ts';
import { type ListedSession, useSessions } from './watch-sessions.ts';

/** The sessions of the lobby's parties, which the page calls runs. */
export function Sessions({ lobby, watched }: { lobby: string; watched: WatchedLobby }) {
  const own = useComputed(() => (ownDungeonParty.value?.lobby === lobby ? ownDungeonParty.value : null));
  const runningIds = useComputed(() => `${watched.tally.value?.sessions ?? ''}${own.value?.session_id ?? ''}`);
  const isLive = useComputed(() => watched.status.value === 'live');
  const sessions = useSessions(lobby, runningIds, isLive, () => player.peek()?.token ?? watcherToken.peek());
  return (
    <section class="sessions" aria-labelledby="sessions">
      <h2 id="sessions">Running sessions</h2>
      <SessionTable sessions={sessions} nameOf={(partyId) => nameOf(partyId, watched, own.value)} />
    </section>
  );
}

/** Undefined for a private party of others. Only its members see its session, but it may have become private a moment ago. */
function nameOf(partyId: string, { parties }: WatchedLobby, own: MemberDungeonParty | null): string | undefined {
  return own?.party_id === partyId ? own.name : parties.value.get(partyId)?.value.name;
}

type TableProps = { sessions: ListedSession[] | null; nameOf: (partyId: string) => string | undefined };

function SessionTable({ sessions, nameOf }: TableProps) {
  if (sessions === null) return <p class="quiet">Loading…</p>;
  if (sessions.length === 0) return <p class="quiet">No party in this lobby is on a run.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Party</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">
            Floor
          </th>
          <th scope="col" class="number">
            Players
          </th>
          <th scope="col" class="wide">
            Kind
          </th>
          <th scope="col" class="wide number">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionRow key={session.session_id} session={session} partyName={nameOf(session.party_id)} />
        ))}
      </tbody>
    </table>
  );
}

function SessionRow({ session, partyName }: { session: ListedSession; partyName: string | undefined }) {
  const isMine = playerId.value !== undefined && session.party.includes(playerId.value);
  return (
    <tr>
      <th scope="row">
        {partyName === undefined ? <em>Private party</em> : <span class="given">{partyName}</span>}
        {isMine && (
          <>
            {' '}
            <span class="you">you</span>
          </>
        )}
      </th>
      <td>
        <SessionStatus status={session.status} />
      </td>
      <td class="number figure">{session.current_floor}</td>
      <td class="number">{session.party.length}</td>
      <td class="wide">
        <span class="given">{session.difficulty}</span> {session.game_type}
      </td>
      <td class="wide number">
        <time dateTime={session.created_at}>{hourAndMinute(Date.parse(session.created_at))}</time>
      </td>
    </tr>
  );
}

/** `status` comes from the API or from the session's room. */
export function SessionStatus({ status }: { status: string }) {
  switch (status) {
    case 'waiting':
      return (
        <Mark icon="waiting" tone="warm">
          Waiting
        </Mark>
      );
    case 'in_progress':
      return (
        <Mark icon="run" tone="good">
          Running
        </Mark>
      );
    default:
      return <Mark icon="ready">Over</Mark>;
  }
}
