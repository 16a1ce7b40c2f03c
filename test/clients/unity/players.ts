import assert from 'node:assert/strict';
import { needMono } from '../../support/mono.ts';
import { LineProgram } from '../LineProgram.ts';
import { compilePlayer } from './compile.ts';
import { hearPlayer, UnityPlayer } from './UnityPlayer.ts';

export type Party = {
  PartyId: string;
  Name: string;
  JoinCode: string;
  SessionId: string | null;
  Members: { Name: string }[];
};

/** The properties of a player's client. */
export type Look = {
  Connection: string;
  PlayerId: string;
  Token: string | null;
  Party: Party | null;
  Notice: { Text: string; At: number | null; Until: number | null } | null;
  Run: { status: string; current_floor: number } | null;
};

export const look = (player: UnityPlayer): Promise<Look> => player.call<Look>('look');

/** The values that its connection to the lobby has had. */
export const connections = (player: UnityPlayer): unknown[] =>
  player.events.filter(({ event }) => event === 'ConnectionChanged').map(({ value }) => value);

/** Resolves when it has come online that many times. */
export const online = (player: UnityPlayer, times: number): Promise<void> =>
  player.eventually(() => connections(player).filter((value) => value === 'Online').length === times, 'Online');

/** The Mono process with all players of this test process. */
let program: Promise<LineProgram> | undefined;

async function startProgram(): Promise<LineProgram> {
  return new LineProgram('mono', ['--debug', await compilePlayer()], hearPlayer);
}

/** Players for the tests of the `describe` that calls this. After each test its players are stopped, and must have had no faults. */
export function unityPlayers() {
  let started: LineProgram;
  const players: UnityPlayer[] = [];
  const { info, warn } = console;
  before(async function () {
    needMono(this);
    program ??= startProgram();
    started = await program;
    // The JavaScript SDK logs every lost connection there.
    Object.assign(console, { info: () => undefined, warn: () => undefined });
  });
  afterEach(() => {
    const faults = players.flatMap((player) => player.faults());
    for (const player of players.splice(0)) player.stop();
    assert.deepEqual(faults, []);
  });
  after(() => Object.assign(console, { info, warn }));

  /** A player who has not joined the lobby yet. */
  async function prepare(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = new UnityPlayer(started);
    players.push(player);
    await player.call('new', { endpoint, name: 'Ann', ...options });
    return player;
  }

  /** A player who is in the lobby and has its state. */
  async function enter(endpoint: string, options: object = {}): Promise<UnityPlayer> {
    const player = await prepare(endpoint, options);
    await player.call('Connect');
    return player;
  }

  return { prepare, enter };
}
