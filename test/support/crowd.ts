import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { PARTY_PLAYERS_MAX } from '../../src/domain/limits.ts';
import { LABEL_LENGTH_MAX, NAME_LENGTH_MAX, PLAYER_ID_LENGTH_MAX } from '../../src/protocol/limits.ts';
import { readJson, type TestApp } from './app.ts';

/** As many bytes as a name, or a label, can have. */
const NAME = '龍'.repeat(NAME_LENGTH_MAX);
const LABEL = '龍'.repeat(LABEL_LENGTH_MAX);

/** One seat of each party is free. */
export const CROWD_MEMBERS = PARTY_PLAYERS_MAX - 1;

/** The player in that place of the n-th party of `crowd`. Its id is as long as ids can be. */
export function crowdMember(n: number, place: number): string {
  return `${n}-${place}-`.padEnd(PLAYER_ID_LENGTH_MAX, 'x');
}

/** Fills the lobby with open parties as large as they can be, one after the other, and returns their ids. The first member leads. */
export async function crowd(app: TestApp, lobby: string, parties: number): Promise<string[]> {
  const ask = async (path: string, body: object) => {
    const response = await app.post(path, { player_name: NAME, class: LABEL, ...body });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
    return readJson<MemberDungeonParty>(response);
  };
  const settings = { lobby, name: NAME, difficulty: LABEL, region: LABEL, max_players: PARTY_PLAYERS_MAX };
  const ids: string[] = [];
  for (let n = 0; n < parties; n++) {
    const { party_id } = await ask('/party', { ...settings, player_id: crowdMember(n, 0) });
    const others = Array.from({ length: CROWD_MEMBERS - 1 }, (_, i) => crowdMember(n, i + 1));
    await Promise.all(others.map((player_id) => ask(`/party/${party_id}/join`, { player_id })));
    ids.push(party_id);
  }
  return ids;
}
