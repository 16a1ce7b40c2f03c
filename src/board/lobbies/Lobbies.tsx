// First, because the components' styles override these general rules.
import './controls.css';
import './Lobbies.css';
import { useEffect, useState } from 'preact/hooks';
import { address } from '../address.ts';
import { DungeonPartyCard } from './DungeonPartyCard.tsx';
import { serverUrl } from '../live/server.ts';
import { LobbySwitch } from './LobbySwitch.tsx';
import { asSentence } from './player/action.tsx';
import { TryIt } from './player/TryIt.tsx';
import { Sessions } from './Sessions.tsx';
import { type WatchedLobby, watchLobby } from './watch-lobby.ts';

export function Lobbies() {
  const { lobby } = address.value;
  return (
    <div class="lobbies">
      <Lobby key={lobby} lobby={lobby} />
      <TryIt />
    </div>
  );
}

function Lobby({ lobby }: { lobby: string }) {
  const [watched] = useState(() => watchLobby(lobby));
  useEffect(() => () => watched.stop(), [watched]);
  return (
    <div class="lobby">
      <header>
        <LobbySwitch lobby={lobby} />
        <Figures watched={watched} />
      </header>
      <Problem watched={watched} />
      <section class="dungeon-parties" aria-labelledby="parties">
        <h2 id="parties">Parties</h2>
        <DungeonParties lobby={lobby} watched={watched} />
      </section>
      <Sessions lobby={lobby} watched={watched} />
    </div>
  );
}

function Figures({ watched }: { watched: WatchedLobby }) {
  const tally = watched.tally.value;
  if (!tally) return null;
  return (
    <dl class="figures">
      <Figure name="parties" value={tally.parties} />
      <Figure name="players" value={tally.players} />
      <Figure name="free seats" value={tally.freeSeats} />
    </dl>
  );
}

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Problem({ watched }: { watched: WatchedLobby }) {
  const problem = watched.status.value === 'live' ? '' : watched.problem.value;
  return (
    <output class="refusal">
      {problem !== '' && `This lobby cannot be shown: ${asSentence(problem)} Trying again.`}
    </output>
  );
}

function DungeonParties({ lobby, watched }: { lobby: string; watched: WatchedLobby }) {
  if (watched.tally.value === null) return watched.problem.value === '' ? <p class="quiet">Loading…</p> : null;
  const parties = watched.parties.value;
  if (parties.size === 0) return <NoDungeonParties lobby={lobby} />;
  return (
    <>
      <ul class="cards">
        {[...parties].map(([partyId, party]) => (
          <DungeonPartyCard key={partyId} of={party} />
        ))}
      </ul>
      <More watched={watched} />
    </>
  );
}

/** A lobby shows only as many parties as a client can take at once. */
function More({ watched }: { watched: WatchedLobby }) {
  const more = watched.more.value;
  if (more === 0) return null;
  return <p class="quiet">And {more} more: take any free seat by quick join, or use a join code.</p>;
}

function NoDungeonParties({ lobby }: { lobby: string }) {
  return (
    <div class="empty">
      <p>No public parties in this lobby right now. Make one under “Try it”, or from a shell:</p>
      <pre>
        curl -X POST '{serverUrl}/party?player_id=alice&amp;lobby={lobby}'
      </pre>
    </div>
  );
}
