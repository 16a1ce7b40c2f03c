import { createClient } from './sdk/client/index.ts';
import * as muster from './sdk/sdk.gen.ts';

// Compiled against the generated client, and run against a server whose address is the first argument.
const baseUrl = process.argv[2]!;
const anybody = createClient({ baseUrl });

async function guest() {
  const { data } = await muster.signInAsGuest({ client: anybody });
  const { player_id, token } = data!;
  return { player_id, client: createClient({ baseUrl, auth: token }) };
}

const drop = { world: 445, item_id: 526, item_name: 'Bones', quantity: 1, value: 50 };
const dropped = await muster.reportDrop({ client: anybody, body: drop });

const [ann, ben] = [await guest(), await guest()];
const body = { player_name: 'Ann', max_players: 2 };
const created = await muster.createDungeonParty({ client: ann.client, body });
const { party_id } = created.data!;
const path = { party_id };
const joined = await muster.joinDungeonParty({ client: ben.client, path, body: { player_name: 'Ben' } });
const refused = await muster.startSession({ client: ann.client, body: { party_id } });
const ready = await muster.setReady({ client: ben.client, path, body: { ready: true } });
const started = await muster.startSession({ client: ann.client, body: { party_id } });
const { session_id } = started.data!;
const session = await muster.getSession({ client: ben.client, path: { session_id } });
const stranger = await muster.createDungeonParty({ client: anybody, query: { player_id: ann.player_id } });

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
