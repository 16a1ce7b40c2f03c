import { PARTY_REQUESTS_MAX, REST_PRESENCE_MS } from '../../src/domain/limits.ts';
import {
  type Door,
  led,
  PARTY_SCENARIOS,
  scenario,
  type Scenario,
  SESSION_SCENARIOS,
  someone,
  START_SCENARIOS,
} from './party-scenarios.ts';

const ask = (door: Door, { party_id }: { party_id: string }) => door.request(someone(), 'party.request', { party_id });

const PRIVATE = { privacy: 'private' };

/** A private party, and a player who asks to be let in. */
const asked = async (door: Door) => {
  const stage = await led(PRIVATE)(door);
  const asker = someone();
  await door.request(asker, 'party.request', { party_id: stage.party_id });
  return { ...stage, asker };
};

const REQUEST_SCENARIOS: Scenario[] = [
  scenario('party_open', 'asking what anybody can join', led(), ask),
  scenario('already_in_party', 'asking as a member of another party', asked, async (door, { leader }) => {
    const { party_id } = await door.create(someone(), PRIVATE);
    return door.request(leader, 'party.request', { party_id });
  }),
  scenario('request_not_found', 'letting in who did not ask', asked, (door, { leader, party_id }) =>
    door.request(leader, 'party.accept_request', { party_id, target_id: someone() }),
  ),
  scenario('request_not_found', 'withdrawing nothing', led(PRIVATE), (door, { party_id }) =>
    door.request(someone(), 'party.withdraw_request', { party_id }),
  ),
  scenario('not_leader', 'who asks lets itself in', asked, (door, { asker, party_id }) =>
    door.request(asker, 'party.accept_request', { party_id, target_id: asker }),
  ),
  scenario('request_declined', 'asking again after the answer', asked, async (door, { leader, asker, party_id }) => {
    await door.request(leader, 'party.decline_request', { party_id, target_id: asker });
    return door.request(asker, 'party.request', { party_id });
  }),
  scenario(
    'requests_full',
    'a 21st request',
    async (door) => {
      const stage = await led(PRIVATE)(door);
      for (let i = 0; i < PARTY_REQUESTS_MAX; i++) await ask(door, stage);
      return stage;
    },
    ask,
  ),
  scenario(
    'asker_away',
    'letting in who has gone',
    async (door) => {
      const stage = await asked(door);
      await door.vanish(stage.asker);
      door.advance(REST_PRESENCE_MS);
      return stage;
    },
    (door, { leader, asker, party_id }) => door.request(leader, 'party.accept_request', { party_id, target_id: asker }),
  ),
];

/** Every kind that parties and sessions refuse with, except `lobby_full`, which needs a full lobby. Each run uses new players and parties. */
export const SCENARIOS: Scenario[] = [
  ...PARTY_SCENARIOS,
  ...REQUEST_SCENARIOS,
  ...START_SCENARIOS,
  ...SESSION_SCENARIOS,
];
