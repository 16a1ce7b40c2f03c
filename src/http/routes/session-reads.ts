import type { RequestHandler } from 'express';
import { AppError } from '../../errors.ts';
import { isListed } from '../../domain/dungeons/dungeon-party-views.ts';
import { sessionPlayer, type Session } from '../../domain/sessions/session.ts';
import { sessionView } from '../../domain/sessions/session-view.ts';
import { callerQuery, sessionListQuery, sessionParams } from '../../protocol/dungeon-queries.ts';
import {
  listedSessionJson,
  restSessionSchema,
  sessionExample,
  sessionJsonForOthers,
  sessionJsonForPlayers,
  sessionListSchema,
} from '../../protocol/dungeon-sessions.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import type { Store } from '../../store/store.ts';
import { freshAnswers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { keysetPage, nextCursor } from '../keyset-page.ts';
import { callerOf } from '../player-call.ts';
import { sendUnlessFresh } from '../send-unless-fresh.ts';
import { sendVersion } from '../send-version.ts';

export function sessionReadEndpoints(services: HttpServices): Endpoint[] {
  return [
    { method: 'get', path: '/sessions', docs: LIST_DOCS, handlers: [getSessions(services)] },
    { method: 'get', path: '/session/{session_id}', docs: SESSION_DOCS, handlers: [getSession(services)] },
  ];
}

function getSessions({ store, guests }: HttpServices): RequestHandler {
  return async (request, response) => {
    const query = parseOrRefuse(sessionListQuery, request.query);
    const { player_id, status, game_type, limit, cursor } = query;
    const caller = await callerOf(guests, request, player_id);
    const active = (await store.activeSessions()).filter(
      (session) =>
        (status === undefined || session.status === status) &&
        (game_type === undefined || session.game_type === game_type),
    );
    const listed = await listedPartiesOf(store, active);
    const visible = active.filter((session) => listed.has(session.party_id) || isPlayer(session, caller));
    const page = { sort: 'created_at', limit, cursor };
    const { rows, next } = keysetPage(visible, page, ({ created_at, session_id }) => ({
      value: created_at,
      id: session_id,
    }));
    response.vary('Authorization');
    sendUnlessFresh(request, response, {
      sessions: rows.map((session) => listedSessionJson(sessionView(session))),
      ...nextCursor(next),
    });
  };
}

/** Which of the sessions' parties may be shown to anybody. */
async function listedPartiesOf(store: Store, sessions: Session[]): Promise<Set<string>> {
  const listed = new Set<string>();
  for (const lobby of new Set(sessions.map((session) => session.lobby))) {
    for (const party of await store.dungeonPartiesOf(lobby)) if (isListed(party)) listed.add(party.party_id);
  }
  return listed;
}

function getSession({ store, guests }: HttpServices): RequestHandler {
  return async (request, response) => {
    const { session_id } = parseOrRefuse(sessionParams, request.params);
    const { player_id } = parseOrRefuse(callerQuery, request.query);
    const caller = await callerOf(guests, request, player_id);
    const session = await store.session(session_id);
    if (!session) throw new AppError('session_not_found');
    const toJson = isPlayer(session, caller) ? sessionJsonForPlayers : sessionJsonForOthers;
    sendVersion(request, response, session.version, toJson(sessionView(session)));
  };
}

function isPlayer(session: Session, caller: string | null): boolean {
  return caller !== null && sessionPlayer(session, caller) !== undefined;
}

const LIST_DOCS = {
  operationId: 'listSessions',
  tags: ['sessions'],
  summary: 'Active sessions, the oldest first',
  description: "Those of public parties, and the caller's own though its party be private.",
  requestParams: { query: sessionListQuery },
  responses: freshAnswers(sessionListSchema, { one: exampleOf(sessionListSchema) }, [
    'validation_failed',
    'unauthorized',
    'forbidden',
  ]),
} satisfies Endpoint['docs'];

const SESSION_DOCS = {
  operationId: 'getSession',
  tags: ['sessions'],
  summary: 'One session, active or complete',
  description:
    "Whoever has its id may read it: ids cannot be guessed, and that of a private party's session is shown to its members alone. Only its players see each other's `data`. A complete session can be read for a day. The ETag is the version, good for `If-Match`.",
  requestParams: { path: sessionParams, query: callerQuery },
  responses: freshAnswers(restSessionSchema, { in_progress: sessionExample }, [
    'validation_failed',
    'bad_request',
    'unauthorized',
    'forbidden',
    'session_not_found',
  ]),
} satisfies Endpoint['docs'];
