import assert from 'node:assert/strict';
import { readJson, type TestApp } from '../support/app.ts';

export type Member = { player_id: string; name: string; ready: boolean; connected: boolean; data?: object };

export type PartyAnswer = {
  status: string;
  party_id: string;
  session_id: string | null;
  version: number;
  leader_id?: string;
  players?: string[];
  members?: Member[];
  join_code?: string;
  data?: object;
  [field: string]: unknown;
};

export type SessionAnswer = {
  session_id: string;
  party_id: string;
  party: string[];
  status: string;
  version: number;
  players: (Member & { left: boolean })[];
  [field: string]: unknown;
};

/** The body of a 200. */
export async function ok<T extends object = PartyAnswer>(answer: Promise<Response>): Promise<T> {
  const response = await answer;
  assert.equal(response.status, 200, response.status === 200 ? '' : await response.clone().text());
  return readJson<T>(response);
}

/** A party of the players, the first of whom leads. */
export async function partyOf(app: TestApp, players: string[], settings: object = {}): Promise<PartyAnswer> {
  const [leader, ...others] = players;
  let party = await ok(app.send('POST', '/party', { player_id: leader, ...settings }));
  for (const player_id of others) party = await ok(app.send('POST', `/party/${party.party_id}/join`, { player_id }));
  return party;
}

/** The session of a party whose leader forces the start of its run. */
export async function runOf(app: TestApp, players: string[], settings: object = {}): Promise<SessionAnswer> {
  const { party_id } = await partyOf(app, players, settings);
  return ok<SessionAnswer>(app.send('POST', '/session', { party_id, player_id: players[0], force: true }));
}
