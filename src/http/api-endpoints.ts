import type { RequestHandler } from 'express';
import { BATCH_BODY_BYTES_MAX, BODY_BYTES_MAX, PLAYER_BODY_BYTES_MAX } from '../protocol/limits.ts';
import type { DungeonPartyRequest } from '../protocol/dungeon-party-requests.ts';
import type { QueueRequest } from '../protocol/queue-requests.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';
import { limited } from './budgets.ts';
import { type Address, endpoint, type Endpoint, type Route } from './Endpoint.ts';
import type { HttpServices } from './HttpServices.ts';
import { jsonBody } from './json-body.ts';
import { ItemTallies } from './lists/ItemTallies.ts';
import { KeptLobbies } from './lists/KeptLobbies.ts';
import { cleanUpDropParties } from './routes/drop-party-cleanup.ts';
import { getDropParty, getWorld, listDropParties, listEndedDropParties } from './routes/drop-parties.ts';
import { listItemsOfParty, listPaces, searchDrops, summariseDrops } from './routes/drop-lookups.ts';
import { reportDrop, reportDrops } from './routes/drops.ts';
import { getDungeonParty, listDungeonParties } from './routes/dungeon-party-reads.ts';
import { dungeonPartyAction } from './routes/dungeon-party-writes.ts';
import { getJoinRequest } from './routes/join-request-read.ts';
import { signInAsGuest } from './routes/guests.ts';
import { sendHeartbeat } from './routes/heartbeats.ts';
import { isAlive, isReady, overview } from './routes/health.ts';
import { listLobbies } from './routes/lobbies.ts';
import { readMetrics } from './routes/metrics.ts';
import { reserveSeat } from './routes/matchmaking.ts';
import { getNotice } from './routes/notice.ts';
import { queueAction } from './routes/queue.ts';
import { getSession, listSessions } from './routes/session-reads.ts';
import { sessionAction } from './routes/session-writes.ts';
import { getTicket } from './routes/ticket-read.ts';

/** Every address of the API. The router, the OpenAPI document and the answers to other methods are made from this list. */
export function apiEndpoints(services: HttpServices): Endpoint[] {
  const { reports, writes, joins, reads } = services.budgets;
  const lobbies = new KeptLobbies(services.store);
  const report = (address: Address, route: Route, ...before: RequestHandler[]) =>
    endpoint(address, route, ...limited(reports), ...before);
  const write = (address: Address, route: Route, ...before: RequestHandler[]) =>
    endpoint(address, route, ...limited(writes), ...before);
  const read = (address: Address, route: Route) => endpoint(address, route, ...limited(reads));
  const dungeonParty = (address: Address, type: DungeonPartyRequest['type']) =>
    write(address, dungeonPartyAction(services, address, type), jsonBody(PLAYER_BODY_BYTES_MAX));
  const session = (address: Address, type: SessionRequest['type']) =>
    write(address, sessionAction(services, address, type), jsonBody(PLAYER_BODY_BYTES_MAX));

  return [
    report('POST /drops', reportDrop(services), jsonBody(BODY_BYTES_MAX)),
    report('POST /drops/batch', reportDrops(services), jsonBody(BATCH_BODY_BYTES_MAX)),
    // Takes no body, and ignores one that is sent.
    report('POST /parties/cleanup', cleanUpDropParties(services)),
    ...dropReads(services),

    write('POST /auth/guest', signInAsGuest(services), jsonBody(BODY_BYTES_MAX)),

    // Fixed addresses first: `/party/join-by-code` is not a party.
    dungeonParty('POST /party', 'create'),
    dungeonParty('POST /party/join-by-code', 'join_by_code'),
    dungeonParty('POST /party/quick-join', 'quick_join'),
    dungeonParty('PATCH /party/{party_id}', 'update'),
    dungeonParty('DELETE /party/{party_id}', 'dissolve'),
    dungeonParty('POST /party/{party_id}/join', 'join'),
    dungeonParty('POST /party/{party_id}/leave', 'leave'),
    dungeonParty('POST /party/{party_id}/ready', 'ready'),
    dungeonParty('POST /party/{party_id}/kick', 'kick'),
    dungeonParty('POST /party/{party_id}/promote', 'promote'),
    dungeonParty('POST /party/{party_id}/lock', 'lock'),
    dungeonParty('POST /party/{party_id}/unlock', 'unlock'),
    dungeonParty('POST /party/{party_id}/invite', 'invite'),
    dungeonParty('POST /party/{party_id}/accept', 'accept_invite'),
    dungeonParty('POST /party/{party_id}/decline', 'decline_invite'),
    ...joinRequestEndpoints(services, dungeonParty),
    write('POST /party/{party_id}/heartbeat', sendHeartbeat(services), jsonBody(PLAYER_BODY_BYTES_MAX)),
    read('GET /party', listDungeonParties(services, lobbies)),
    read('GET /lobbies', listLobbies(services, lobbies)),
    read('GET /party/{party_id}', getDungeonParty(services)),

    ...queueEndpoints(services),

    dungeonParty('POST /session', 'start'),
    session('POST /session/{session_id}/join', 'join'),
    session('POST /session/{session_id}/leave', 'leave'),
    session('POST /session/{session_id}/ready', 'ready'),
    session('POST /session/{session_id}/start', 'start'),
    session('POST /session/{session_id}/progress', 'progress'),
    session('POST /session/{session_id}/player-data', 'player_data'),
    session('POST /session/{session_id}/complete', 'complete'),
    read('GET /sessions', listSessions(services)),
    read('GET /session/{session_id}', getSession(services)),

    read('GET /notice', getNotice(services)),
    read('GET /healthz', overview(services)),
    // Never limited: a balancer that is refused takes the server out of service.
    endpoint('GET /livez', isAlive()),
    endpoint('GET /readyz', isReady(services)),
    ...(services.settings.metricsAccess === 'off' ? [] : [endpoint('GET /metrics', readMetrics(services))]),
    endpoint('POST /matchmake/{method}/{target}', reserveSeat(services), ...limited(joins), jsonBody(BODY_BYTES_MAX)),
  ];
}

function joinRequestEndpoints(
  services: HttpServices,
  dungeonParty: (address: Address, type: DungeonPartyRequest['type']) => Endpoint,
): Endpoint[] {
  return [
    dungeonParty('POST /party/{party_id}/request', 'request'),
    dungeonParty('DELETE /party/{party_id}/request', 'withdraw_request'),
    dungeonParty('POST /party/{party_id}/request/accept', 'accept_request'),
    dungeonParty('POST /party/{party_id}/request/decline', 'decline_request'),
    endpoint('GET /party/{party_id}/request', getJoinRequest(services), ...limited(services.budgets.reads)),
  ];
}

function queueEndpoints(services: HttpServices): Endpoint[] {
  const { writes, reads } = services.budgets;
  const queue = (address: Address, type: QueueRequest['type']) =>
    endpoint(address, queueAction(services, address, type), ...limited(writes), jsonBody(PLAYER_BODY_BYTES_MAX));
  return [
    queue('POST /queue', 'join'),
    queue('DELETE /queue/{ticket_id}', 'leave'),
    queue('POST /queue/{ticket_id}/accept', 'accept'),
    queue('POST /queue/{ticket_id}/decline', 'decline'),
    endpoint('GET /queue/{ticket_id}', getTicket(services), ...limited(reads)),
  ];
}

/** What anybody may ask about drops and drop parties. */
function dropReads(services: HttpServices): Endpoint[] {
  const tallies = new ItemTallies(services.store.lookups, services.now);
  const read = (address: Address, route: Route) => endpoint(address, route, ...limited(services.budgets.reads));
  return [
    read('GET /parties', listDropParties(services)),
    read('GET /parties/history', listEndedDropParties(services)),
    read('GET /parties/pace', listPaces(services)),
    read('GET /parties/{id}', getDropParty(services)),
    read('GET /parties/{id}/items', listItemsOfParty(services, tallies)),
    read('GET /drops/search', searchDrops(services)),
    read('GET /drops/summary', summariseDrops(tallies)),
    read('GET /worlds/{world}', getWorld(services)),
  ];
}
