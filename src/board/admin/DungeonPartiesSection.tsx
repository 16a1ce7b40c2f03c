import { useSignal } from '@preact/signals';
import { type Action, RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';

type Party = {
  party_id: string;
  lobby: string;
  name: string;
  privacy: string;
  leader_id: string | null;
  members: { player_id: string; name: string; connected: boolean }[];
  session_id: string | null;
  created_at: string;
};

/** The dungeon parties of all lobbies, newest first, and their members. */
export function DungeonPartiesSection() {
  const player = useSignal('');
  const query = player.value === '' ? '' : `?player_id=${encodeURIComponent(player.value)}`;
  const list = useLoaded<{ parties: Party[]; next_cursor?: string }>(`dungeon-parties${query}`);
  const action = useAction();
  return (
    <>
      <label class="search">
        Only parties of the player
        <input
          type="search"
          autocomplete="off"
          placeholder="player id"
          onChange={(event) => (player.value = event.currentTarget.value.trim())}
        />
      </label>
      <RefusalText of={action} />
      <WhenLoaded of={list}>
        {({ parties, next_cursor }) => (
          <>
            {parties.length === 0 && <p class="quiet">There are none.</p>}
            <ul class="parties">
              {parties.map((party) => (
                <PartyItem key={party.party_id} party={party} action={action} />
              ))}
            </ul>
            {next_cursor !== undefined && <p class="quiet">There are more. Search for a player to find them.</p>}
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function PartyItem({ party, action }: { party: Party; action: Action }) {
  const { party_id, lobby, name, privacy, leader_id, members, session_id, created_at } = party;
  return (
    <li>
      <h3 class="given">{name}</h3>
      <p class="quiet">
        in lobby <span class="given">{lobby}</span>, {privacy}, made <Moment at={created_at} />
        {session_id !== null && ', on a run'}
      </p>
      <ul>
        {members.map(({ player_id, name: playerName }) => (
          <li key={player_id}>
            <span class="given">{playerName}</span>{' '}
            {playerName !== player_id && <span class="given quiet">{player_id}</span>}{' '}
            {player_id === leader_id && <span class="quiet">leads</span>}{' '}
            <ConfirmButton
              action={action}
              label="Kick"
              to={player_id}
              question="The player cannot come back to this party."
              ask={() => act('POST', `dungeon-parties/${party_id}/kick`, { player_id })}
            />{' '}
            <ConfirmButton
              action={action}
              label="Ban"
              to={player_id}
              question="From the whole server, until you lift it."
              ask={() => act('POST', 'bans', { player_id })}
            />
          </li>
        ))}
      </ul>
      <ConfirmButton
        action={action}
        label="Dissolve"
        to={name}
        question={session_id === null ? 'For all its members.' : 'For all its members, and its run ends.'}
        ask={() => act('POST', `dungeon-parties/${party_id}/dissolve`, {})}
      />
    </li>
  );
}
