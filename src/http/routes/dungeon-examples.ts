/** What the documentation shows of dungeon parties and sessions; a test holds it against the schemas. */
export const PARTY_ID = '3f0c7a52-5a0f-4c1e-9a53-2f1b8c6d7e90';
export const SESSION_ID = '9b2d6c1e-7c44-4b0a-8f6e-5d3a2b1c0f9e';

const ALICE = { player_id: 'alice', name: 'Alice', class: 'mage', ready: true, connected: true };
const BOB = { player_id: 'bob', name: 'Bob', class: null, ready: false, connected: true };

export const PUBLIC_PARTY = {
  party_id: PARTY_ID,
  lobby: 'main',
  name: "Alice's party",
  leader_id: 'alice',
  players: ['alice', 'bob'],
  player_count: 2,
  max_players: 8,
  game_type: 'coop',
  difficulty: 'normal',
  privacy: 'public',
  locked: false,
  has_password: false,
  can_start: false,
  blockers: [{ reason: 'not_ready', player_id: 'bob' }],
  session_id: null,
  version: 3,
  created_at: '2025-12-09T12:00:00.000Z',
  updated_at: '2025-12-09T12:05:00.000Z',
  members: [ALICE, BOB],
};

export const MEMBER_PARTY = {
  ...PUBLIC_PARTY,
  members: [ALICE, BOB].map((member) => ({ ...member, data: {}, joined_at: '2025-12-09T12:00:00.000Z' })),
  join_code: 'K7QX2M',
  data: { region: 'eu' },
};

export const START_ANSWER = {
  session_id: SESSION_ID,
  party_id: PARTY_ID,
  party: ['alice', 'bob'],
  status: 'waiting',
  version: 1,
};

export const LISTED_SESSION = {
  session_id: SESSION_ID,
  party_id: PARTY_ID,
  lobby: 'main',
  party: ['alice', 'bob'],
  status: 'in_progress',
  leader_id: 'alice',
  game_type: 'coop',
  difficulty: 'normal',
  current_floor: 2,
  version: 5,
  created_at: '2025-12-09T12:05:00.000Z',
  started_at: '2025-12-09T12:05:30.000Z',
};

export const SESSION = {
  ...LISTED_SESSION,
  players: [ALICE, BOB].map((player) => ({ ...player, left: false, data: { gold: 12 } })),
  seed: 4711,
  current_position: { x: 3, y: 7 },
  progress: { boss: 'beaten' },
  ready_deadline_at: '2025-12-09T12:06:00.000Z',
  missing: [],
  completed_at: null,
  outcome: null,
  result: null,
  updated_at: '2025-12-09T12:15:00.000Z',
};

export const GUEST = {
  player_id: 'guest-0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10',
  token: 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
};
