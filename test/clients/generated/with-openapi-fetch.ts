import createClient from 'openapi-fetch';
import type { paths } from './schema.ts';

// Compiled against the generated types, and run against a server whose address is the first argument.
const baseUrl = process.argv[2]!;
const anybody = createClient<paths>({ baseUrl });

async function guest() {
  const { data } = await anybody.POST('/auth/guest');
  const { player_id, token } = data!;
  return { player_id, api: createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } }) };
}

const drop = { world: 444, item_id: 526, item_name: 'Bones', quantity: 1, value: 50 };
const dropped = await anybody.POST('/drops', { body: drop });

const [ann, ben] = [await guest(), await guest()];
const created = await ann.api.POST('/party', { body: { player_name: 'Ann', max_players: 2 } });
const party_id = created.data!.party_id;
const path = { party_id };
const joined = await ben.api.POST('/party/{party_id}/join', { params: { path }, body: { player_name: 'Ben' } });
const refused = await ann.api.POST('/session', { body: { party_id } });
const ready = await ben.api.POST('/party/{party_id}/ready', { params: { path }, body: { ready: true } });
const started = await ann.api.POST('/session', { body: { party_id } });
const { session_id } = started.data!;
const session = await ben.api.GET('/session/{session_id}', { params: { path: { session_id } } });
const stranger = await anybody.POST('/party', { params: { query: { player_id: ann.player_id } } });

console.log(
  JSON.stringify([
    dropped.data!.status,
    joined.data!.players!.length,
    refused.error!.kind,
    refused.error!.blockers!.length,
    ready.data!.status,
    session.data!.party.includes(ben.player_id),
    stranger.error!.kind,
  ]),
);
