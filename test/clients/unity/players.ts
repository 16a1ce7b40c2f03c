import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../support/app.ts';
import { needMono } from '../../support/mono.ts';
import { compilePlayer } from './compile.ts';
import { UnityPlayer } from './UnityPlayer.ts';

export type Party = {
  PartyId: string;
  Name: string;
  JoinCode: string;
  SessionId: string | null;
  Members: { Name: string }[];
};

/** What a player's client knows. */
export type Look = {
  Connection: string;
  PlayerId: string;
  Token: string | null;
  Party: Party | null;
  Run: { status: string; current_floor: number } | null;
};

export const look = (player: UnityPlayer): Promise<Look> => player.call<Look>('look');

/** What its connection to the lobby was, one after another. */
export const connections = (player: UnityPlayer): unknown[] =>
  player.events.filter(({ event }) => event === 'ConnectionChanged').map(({ value }) => value);

/** Resolves when it was online so many times. */
export const online = (player: UnityPlayer, times: number): Promise<void> =>
  until(() => connections(player).filter((value) => value === 'Online').length === times, 'Online');

/** Players for the tests of a suite: the program is compiled once, and each test's players are stopped, and must have had no fault. */
export function unityPlayers() {
  let folder: string | undefined;
  let program = '';
  const players: UnityPlayer[] = [];
  const { info, warn } = console;
  before(async function () {
    needMono(this);
    folder = await mkdtemp(join(tmpdir(), 'muster-unity-'));
    program = await compilePlayer(folder);
    // The JavaScript SDK tells there of every lost connection.
    Object.assign(console, { info: () => undefined, warn: () => undefined });
  });
  afterEach(async () => {
    const faults = players.flatMap((player) => player.faults());
    await Promise.all(players.splice(0).map((player) => player.stop()));
    assert.deepEqual(faults, []);
  });
  after(async () => {
    Object.assign(console, { info, warn });
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  /** Not in the lobby yet. */
  async function prepare(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = new UnityPlayer(program);
    players.push(player);
    await player.call('new', { endpoint, name: 'Ann', ...options });
    return player;
  }

  /** In the lobby, with its state. */
  async function enter(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = await prepare(endpoint, options);
    await player.call('Connect');
    return player;
  }

  return { prepare, enter };
}
