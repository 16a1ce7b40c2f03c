import { useEffect, useState } from 'preact/hooks';
import { address } from '../address.ts';
import '../style/lobbies.css';
import { LobbySwitch } from './LobbySwitch.tsx';
import { PartyCard } from './PartyCard.tsx';
import { sentence } from './player/action.tsx';
import { TryIt } from './player/TryIt.tsx';
import { Runs } from './Runs.tsx';
import { type WatchedLobby, watchLobby } from './watch-lobby.ts';

export function Lobbies() {
  const { lobby } = address.value;
  return (
    <div class="lobbies">
      <TryIt />
      <Lobby key={lobby} lobby={lobby} />
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
      <Status watched={watched} />
      <section class="dungeon-parties" aria-labelledby="parties">
        <h2 id="parties">Parties</h2>
        <Parties lobby={lobby} watched={watched} />
      </section>
      <Runs lobby={lobby} watched={watched} />
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

function Status({ watched }: { watched: WatchedLobby }) {
  const isLive = watched.status.value === 'live';
  return (
    <output class="refusal">
      {!isLive &&
        watched.problem.value !== '' &&
        `This lobby cannot be shown: ${sentence(watched.problem.value)} Trying again.`}
    </output>
  );
}

function Parties({ lobby, watched }: { lobby: string; watched: WatchedLobby }) {
  if (watched.tally.value === null) return watched.problem.value === '' ? <p class="quiet">Loading…</p> : null;
  const parties = watched.parties.value;
  if (parties.size === 0) return <Empty lobby={lobby} />;
  return (
    <ul class="cards">
      {[...parties].map(([party_id, party]) => (
        <PartyCard key={party_id} of={party} />
      ))}
    </ul>
  );
}

function Empty({ lobby }: { lobby: string }) {
  return (
    <div class="empty">
      <p>No public parties in this lobby right now. Make one under “Try it”, or from a shell:</p>
      <pre>
        curl -X POST '{location.origin}/party?player_id=alice&amp;lobby={lobby}'
      </pre>
    </div>
  );
}
