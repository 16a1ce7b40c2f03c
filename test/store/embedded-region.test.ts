import assert from 'node:assert/strict';
import { applyDungeonPartyEvent } from '../../src/domain/dungeons/apply-dungeon-party-event.ts';
import { emptyLobby } from '../../src/domain/dungeons/lobby.ts';
import { dungeonPartyToJson } from '../../src/store/embedded/dungeon-party-json.ts';
import { dungeonPartySchema, partyEventSchemas } from '../../src/store/embedded/lobby-schemas.ts';
import { newParty } from './dungeon-events.ts';
import { T0 } from './commits.ts';

const [createdSchema, updatedSchema] = partyEventSchemas;

describe('[STORE] dungeon parties stored before there were regions', () => {
  const { party_id, join_code, settings } = newParty('p');
  const { region: _, ...oldSettings } = settings;
  const fields = { lobby: 'main', party_id, version: 1, at: T0 };

  it('are read with none, from an event and from a snapshot', () => {
    const old = { type: 'party_created', ...fields, join_code, settings: oldSettings, member: null };
    const event = createdSchema.parse(old);
    assert.equal(event.settings.region, '');
    const lobby = emptyLobby('main');
    applyDungeonPartyEvent(lobby, event);
    const { region: __, ...oldParty } = dungeonPartyToJson(lobby.parties.get(party_id)!);
    assert.equal(dungeonPartySchema.parse(oldParty).region, '');
  });

  it('an update that does not name the region leaves it as it is', () => {
    const event = updatedSchema.parse({ type: 'party_updated', ...fields, version: 2, changes: { name: 'Diggers' } });
    assert.deepEqual(event.changes, { name: 'Diggers' });
  });
});
