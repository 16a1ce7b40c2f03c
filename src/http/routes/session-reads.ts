import { isListed } from '../../domain/dungeons/dungeon-party-views.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { sessionView } from '../../domain/sessions/session-view.ts';
import { AppError } from '../../errors.ts';
import { callerQuery, sessionListQuery, sessionParams } from '../../protocol/dungeon-queries.ts';
import {
  restSessionSchema,
  sessionExample,
  sessionJsonForOthers,
  sessionJsonForPlayers,
  sessionListSchema,
} from '../../protocol/dungeon-sessions.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import type { Store } from '../../store/store.ts';
import { sendTagged, sendVersion } from '../conditional.ts';
import { freshAnswers, PLAYER_SECURITY } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { KeptSessions, type ListedSession } from '../lists/KeptSessions.ts';
import { KeptPages, listText } from '../lists/list-text.ts';
import { callerOf } from '../player-call.ts';

/** Active sessions of all lobbies. */
export function listSessions(services: HttpServices): Route {
  const sessions = new KeptSessions(services.store);
  const pages = new KeptPages();
  return {
    docs: LIST_DOCS,
    async handler(request, response) {
      const query = parseOrRefuse(sessionListQuery, request.query);
      const { player_id, status, game_type, limit, cursor } = query;
      const caller = await callerOf(services, request, player_id);
      const active = await sessions.active();
      const isWanted = (listed: ListedSession) => {
        const { session } = listed;
        return (
          (status === undefined || session.status === status) &&
          (game_type === undefined || session.game_type === game_type) &&
          (active.isPublic(listed) || isPlayer(session, caller))
        );
      };
      response.vary('Authorization');
      const { tag, body } = pages.get(JSON.stringify([caller, request.originalUrl]), active.list, () =>
        listText('sessions', active.list.page({ sort: 'created_at', limit, cursor }, isWanted)),
      );
      sendTagged(request, response, tag, body);
    },
  };
}

/** One session, as its players or as others see it. Rule: [SESSION-12]. */
export function getSession(services: HttpServices): Route {
  return {
    docs: SESSION_DOCS,
    async handler(request, response) {
      const { session_id } = parseOrRefuse(sessionParams, request.params);
      const { player_id } = parseOrRefuse(callerQuery, request.query);
      const caller = await callerOf(services, request, player_id);
      const session = await services.store.session(session_id);
      const asPlayer = session !== null && isPlayer(session, caller);
      if (!session || !(asPlayer || (await isOfListedParty(services.store, session))))
        throw new AppError('session_not_found');
      const toJson = asPlayer ? sessionJsonForPlayers : sessionJsonForOthers;
      sendVersion(request, response, session.version, toJson(sessionView(session)));
    },
  };
}

async function isOfListedParty(store: Store, { party_id }: Session): Promise<boolean> {
  const party = await store.dungeonParty(party_id);
  return party !== null && isListed(party);
}

/** Of a session or of its view. Those who left count, too. */
function isPlayer(session: { players: readonly { player_id: string }[] }, caller: string | null): boolean {
  return caller !== null && session.players.some(({ player_id }) => player_id === caller);
}

const LIST_DOCS = {
  operationId: 'listSessions',
  tags: ['sessions'],
  summary: 'Active sessions, oldest first',
  description: "Those of public parties, and the caller's own even if its party is private.",
  security: PLAYER_SECURITY,
  requestParams: { query: sessionListQuery },
  responses: freshAnswers(sessionListSchema, { one: exampleOf(sessionListSchema) }, [
    'validation_failed',
    'unauthorized',
    'forbidden',
  ]),
} satisfies Route['docs'];

const SESSION_DOCS = {
  operationId: 'getSession',
  tags: ['sessions'],
  summary: 'One session, active or complete',
  description:
    "Its players can always read it, and others while its party is public. Only its players see each other's `data`. A complete session can be read for a day. The ETag is the version, for `If-Match`.",
  security: PLAYER_SECURITY,
  requestParams: { path: sessionParams, query: callerQuery },
  responses: freshAnswers(restSessionSchema, { in_progress: sessionExample }, [
    'validation_failed',
    'bad_request',
    'unauthorized',
    'forbidden',
    'session_not_found',
  ]),
} satisfies Route['docs'];
