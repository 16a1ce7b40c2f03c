export const PARTY_ID = '5b0f3c9e-7d42-4a86-9c1b-2f6d8e0a4b17';
export const SESSION_ID = 'c81e728d-9d4c-4f63-a5f0-6d89cc14862c';
export const TICKET_ID = '5b8f9d2e-1c34-4f7a-8e21-6a9c0d3b7f15';
const MATCH_ID = 'd0a4e6b7-93c2-4a58-9f1d-2b7c8e5a6013';

const SETTINGS = {
  name: 'n',
  max_players: 2,
  game_type: 'pvp',
  difficulty: 'd',
  region: 'r',
  privacy: 'private',
  password: 'p',
  locked: false,
  data: { a: 1 },
};
const ME = { player_name: 'n', class: 'c', player_data: { b: [] } };
export const OF_PARTY = { party_id: PARTY_ID, if_version: 3 };
const ON_PLAYER = { ...OF_PARTY, target_id: 'bob' };
const OF_SESSION = { session_id: SESSION_ID, if_version: 3 };
const REPORT = {
  world: 1,
  world_type: 'pvp',
  item_id: 1,
  item_name: 'x',
  quantity: 1,
  value: 1,
  reporter: 'r',
  plane: 1,
  x: 2,
  y: 3,
  tick: 4,
  despawns_in: 200,
  public_in: 0,
  seen_at: 5,
};
const SEARCH = {
  game_type: 'pvp',
  difficulties: ['d'],
  regions: [{ region: 'r', latency_ms: 20, after_s: 30 }, { region: 's' }],
  players_min: 2,
  players_max: 3,
  teams: 2,
  roles: [{ class: 'c', min: 1, max: 2 }, { min: 0 }],
  rating: 1500.5,
  rating_range: 50,
  rating_widening: 2.5,
  language: 'en',
  tags: ['a'],
  tags_must: ['b'],
  tags_must_not: ['x'],
  gives_way: { language: 60 },
};
const OF_MATCH = { ticket_id: TICKET_ID, match_id: MATCH_ID };
const PAGE = { limit: 5, cursor: 'c' };

/** A call with every field it has, and the operation that it makes. */
export const CALLS: [name: string, input: object, operation: string][] = [
  ['guest', {}, 'POST /auth/guest'],
  ['party.create', { ...SETTINGS, ...ME, lobby: 'l' }, 'POST /party'],
  ['party.quick_join', { ...SETTINGS, ...ME, lobby: 'l' }, 'POST /party/quick-join'],
  ['party.join_by_code', { code: 'K7QX2M', password: 'p', ...ME, lobby: 'l' }, 'POST /party/join-by-code'],
  ['party.update', { ...OF_PARTY, ...SETTINGS }, 'PATCH /party/{party_id}'],
  ['party.dissolve', OF_PARTY, 'DELETE /party/{party_id}'],
  ['party.join', { ...OF_PARTY, password: 'p', ...ME }, 'POST /party/{party_id}/join'],
  ['party.heartbeat', { party_id: PARTY_ID }, 'POST /party/{party_id}/heartbeat'],
  ['party.leave', OF_PARTY, 'POST /party/{party_id}/leave'],
  ['party.ready', { ...OF_PARTY, ready: false, class: 'c', player_data: {} }, 'POST /party/{party_id}/ready'],
  ['party.kick', ON_PLAYER, 'POST /party/{party_id}/kick'],
  ['party.promote', ON_PLAYER, 'POST /party/{party_id}/promote'],
  ['party.lock', OF_PARTY, 'POST /party/{party_id}/lock'],
  ['party.unlock', OF_PARTY, 'POST /party/{party_id}/unlock'],
  ['party.invite', ON_PLAYER, 'POST /party/{party_id}/invite'],
  ['party.accept_invite', { ...OF_PARTY, ...ME }, 'POST /party/{party_id}/accept'],
  ['party.decline_invite', OF_PARTY, 'POST /party/{party_id}/decline'],
  ['party.request', { ...OF_PARTY, ...ME, message: 'm' }, 'POST /party/{party_id}/request'],
  ['party.withdraw_request', OF_PARTY, 'DELETE /party/{party_id}/request'],
  ['party.get_request', { party_id: PARTY_ID, wait: 20 }, 'GET /party/{party_id}/request'],
  ['party.accept_request', ON_PLAYER, 'POST /party/{party_id}/request/accept'],
  ['party.decline_request', ON_PLAYER, 'POST /party/{party_id}/request/decline'],
  ['party.start', { ...OF_PARTY, force: true }, 'POST /session'],
  ['party.get', { party_id: PARTY_ID }, 'GET /party/{party_id}'],
  [
    'party.list',
    {
      lobby: 'l',
      game_type: 'coop',
      difficulty: 'd',
      region: 'r',
      has_room: true,
      players_min: 0,
      players_max: 9,
      name_prefix: 'n',
      sort: 'name',
      ...PAGE,
    },
    'GET /party',
  ],
  ['lobby.list', {}, 'GET /lobbies'],
  ['notice.get', {}, 'GET /notice'],
  ['session.list', { status: 'waiting', game_type: 'coop', ...PAGE }, 'GET /sessions'],
  ['session.get', { session_id: SESSION_ID }, 'GET /session/{session_id}'],
  ['session.join', OF_SESSION, 'POST /session/{session_id}/join'],
  ['session.leave', OF_SESSION, 'POST /session/{session_id}/leave'],
  ['session.ready', { ...OF_SESSION, ready: false }, 'POST /session/{session_id}/ready'],
  ['session.start', OF_SESSION, 'POST /session/{session_id}/start'],
  [
    'session.progress',
    { ...OF_SESSION, current_floor: 1, current_position: { x: 0.5, y: 2 }, progress: { a: null } },
    'POST /session/{session_id}/progress',
  ],
  ['session.player_data', { ...OF_SESSION, player_data: {} }, 'POST /session/{session_id}/player-data'],
  ['session.complete', { ...OF_SESSION, outcome: 'failed', result: [1] }, 'POST /session/{session_id}/complete'],
  ['queue.join', { ...SEARCH, ...ME, lobby: 'l' }, 'POST /queue'],
  ['queue.get', { ticket_id: TICKET_ID, wait: 20, version: 3 }, 'GET /queue/{ticket_id}'],
  ['queue.leave', { ticket_id: TICKET_ID }, 'DELETE /queue/{ticket_id}'],
  ['queue.accept', OF_MATCH, 'POST /queue/{ticket_id}/accept'],
  ['queue.decline', OF_MATCH, 'POST /queue/{ticket_id}/decline'],
  ['drops.report', REPORT, 'POST /drops'],
  ['drops.batch', { reports: [REPORT] }, 'POST /drops/batch'],
  ['drops.parties', { world: 1, min_value: 2, min_confirmed: 1, sort: 'world', ...PAGE }, 'GET /parties'],
  [
    'drops.history',
    { from: '2025-12-09T12:00:00.000Z', to: '2025-12-09T13:00:00.000Z', world: 1, ...PAGE },
    'GET /parties/history',
  ],
  ['drops.party', { id: 1, ...PAGE }, 'GET /parties/{id}'],
  ['drops.world', { world: 1 }, 'GET /worlds/{world}'],
];

/** Operations that are of no use to a game. */
export const NOT_CALLED = new Set([
  'GET /livez',
  'GET /readyz',
  'GET /healthz',
  'GET /metrics',
  'POST /parties/cleanup',
  'POST /matchmake/{method}/{target}',
  // What the page and sites look up.
  'GET /parties/pace',
  'GET /parties/{id}/items',
  'GET /drops/search',
  'GET /drops/summary',
]);
