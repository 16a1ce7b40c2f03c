import { memberOf } from '../../../domain/dungeons/dungeon-party.ts';
import { publicDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { sessionView } from '../../../domain/sessions/session-view.ts';
import { AppError } from '../../../errors.ts';
import { adminDungeonPartyQuery, adminSessionQuery, kickBody, noteBody } from '../../../protocol/admin/dungeons.ts';
import { DONE, doneAnswer } from '../../../protocol/admin/operation.ts';
import { dungeonPartyListSchema, publicDungeonPartyJson } from '../../../protocol/dungeon-parties.ts';
import { dungeonPartyParams, sessionParams } from '../../../protocol/dungeon-queries.ts';
import { listedSessionJson, sessionListSchema } from '../../../protocol/dungeon-sessions.ts';
import { adminAct, adminRead, auditEntry, noted } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { HttpServices } from '../../HttpServices.ts';
import { cursorToNext, keysetPage } from '../../keyset-page.ts';

/** Dungeon parties, private ones too, and what an admin does to them. Rule: [PARTY-20]. */
export function dungeonPartyEndpoints(services: HttpServices): Endpoint[] {
  return [listAllDungeonParties(services), kickAsAdmin(services), dissolveAsAdmin(services)];
}

function listAllDungeonParties({ store }: HttpServices): Endpoint {
  return adminRead(
    'GET /admin/dungeon-parties',
    {
      operationId: 'listAllDungeonParties',
      summary: 'Dungeon parties of all lobbies, private ones too',
      input: adminDungeonPartyQuery,
      answer: dungeonPartyListSchema,
    },
    async ({ lobby, player_id, limit, cursor }) => {
      const lobbies = lobby === undefined ? await store.lobbyNames() : [lobby];
      const parties = (await Promise.all(lobbies.map((name) => store.dungeonPartiesOf(name)))).flat();
      const asked = parties
        .map(({ value }) => value)
        .filter((party) => player_id === undefined || memberOf(party, player_id));
      const { rows, next } = keysetPage(asked, { sort: '-created_at', limit, cursor }, (party) => ({
        value: party.created_at,
        id: party.party_id,
      }));
      return {
        parties: rows.map((party) => publicDungeonPartyJson(publicDungeonParty(party))),
        ...cursorToNext(next),
      };
    },
  );
}

function kickAsAdmin(services: HttpServices): Endpoint {
  return adminAct(
    'POST /admin/dungeon-parties/{party_id}/kick',
    {
      operationId: 'kickAsAdmin',
      summary: 'Kick a player from a dungeon party',
      description: 'The leader, too. The player is banned from the party, and leaves its session.',
      params: dungeonPartyParams,
      input: kickBody,
      example: { player_id: 'mallory', note: 'insults' },
      answer: doneAnswer,
      kinds: ['party_not_found', 'player_not_in_party'],
    },
    async ({ party_id, player_id, note }, who) => {
      const { lobby, room } = await ownerOf(services, party_id);
      const entry = auditEntry(services.now(), who, 'player_kicked', player_id, { party_id, lobby, ...noted(note) });
      await room.act({ by: 'admin', type: 'kick', party_id, player_id }, entry);
      return DONE;
    },
  );
}

function dissolveAsAdmin(services: HttpServices): Endpoint {
  return adminAct(
    'POST /admin/dungeon-parties/{party_id}/dissolve',
    {
      operationId: 'dissolveAsAdmin',
      summary: 'Dissolve a dungeon party, and close its session',
      params: dungeonPartyParams,
      input: noteBody,
      example: { note: 'an insulting name' },
      answer: doneAnswer,
      kinds: ['party_not_found'],
    },
    async ({ party_id, note }, who) => {
      const { lobby, room } = await ownerOf(services, party_id);
      const entry = auditEntry(services.now(), who, 'dungeon_party_dissolved', party_id, { lobby, ...noted(note) });
      await room.act({ by: 'admin', type: 'dissolve', party_id }, entry);
      return DONE;
    },
  );
}

/** The room that owns the party, and its lobby. Refuses `party_not_found`. */
async function ownerOf({ store, directory }: HttpServices, party_id: string) {
  const party = await store.dungeonParty(party_id);
  if (!party) throw new AppError('party_not_found');
  return { lobby: party.lobby, room: await directory.lobby(party.lobby, undefined) };
}

/** Sessions that are not complete, and how an admin closes one. Rule: [SESSION-13]. */
export function sessionEndpoints({ store, directory, now }: HttpServices): Endpoint[] {
  return [
    adminRead(
      'GET /admin/sessions',
      {
        operationId: 'listAllSessions',
        summary: 'Sessions that are not complete, of private parties too',
        input: adminSessionQuery,
        answer: sessionListSchema,
      },
      async ({ player_id, limit, cursor }) => {
        const sessions = (await store.activeSessions()).map(({ value }) => sessionView(value));
        const asked = sessions.filter(({ party }) => player_id === undefined || party.includes(player_id));
        const { rows, next } = keysetPage(asked, { sort: '-created_at', limit, cursor }, (session) => ({
          value: session.created_at,
          id: session.session_id,
        }));
        return { sessions: rows.map(listedSessionJson), ...cursorToNext(next) };
      },
    ),
    adminAct(
      'POST /admin/sessions/{session_id}/close',
      {
        operationId: 'closeAsAdmin',
        summary: 'Close a session: it is abandoned',
        params: sessionParams,
        input: noteBody,
        example: { note: 'nobody plays it' },
        answer: doneAnswer,
        kinds: ['session_not_found', 'session_complete'],
      },
      async ({ session_id, note }, who) => {
        const session = await store.session(session_id);
        if (!session) throw new AppError('session_not_found');
        // A room that is gone is not opened again for a session that is over.
        if (session.status === 'complete') throw new AppError('session_complete');
        const entry = auditEntry(now(), who, 'session_closed', session_id, { lobby: session.lobby, ...noted(note) });
        await (await directory.dungeonSession(session_id)).close(entry);
        return DONE;
      },
    ),
  ];
}
