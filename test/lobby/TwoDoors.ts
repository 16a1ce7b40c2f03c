import assert from 'node:assert/strict';
import type { DungeonPartyCommand } from '../../src/domain/dungeons/commands.ts';
import { AppError } from '../../src/errors.ts';
import { newcomer, newParty } from '../domain/dungeons/PlayedLobby.ts';
import { ModelWorld } from './ModelWorld.ts';
import { hasParty, hasTarget, type PartyStep, runCommand, type RunStep, settingsOf } from './steps.ts';
import { type FakeClock, readJson, type Reached, until } from '../support/app.ts';
import type { Door, DoorAnswer } from '../support/party-scenarios.ts';
import { restDoor } from '../support/rest-door.ts';
import { joinLobby, type LobbyClient, MessageDoor } from './message-door.ts';
import {
  assertSound,
  shownByModel,
  shownByRest,
  shownByRun,
  shownByRunModel,
  shownByRunRest,
  shownByState,
} from './shown.ts';

export type Via = 'rest' | 'message';
/** Placeholder for the leader of the party or session that a step targets. */
export const LEADER = '<leader>';

/** Runs one lobby of the real server and its model in lockstep; each step goes through REST or messages. */
export class TwoDoors {
  readonly #model = new ModelWorld();
  readonly #codes = new Map<string, string>();
  readonly #app: Reached;
  readonly #clock: FakeClock;
  readonly #lobby: string;
  readonly #messages: MessageDoor;
  readonly #rest: Door;
  #watcher!: LobbyClient;

  constructor(app: Reached, clock: FakeClock, lobby: string) {
    this.#app = app;
    this.#clock = clock;
    this.#lobby = lobby;
    this.#messages = new MessageDoor(app, clock, lobby);
    this.#rest = restDoor(app, clock);
  }

  async open(): Promise<void> {
    this.#watcher = await joinLobby(this.#app, undefined, this.#lobby);
  }

  /** Cleans up so that the lobby's room can end. */
  async close(): Promise<void> {
    for (const { id: party_id, members } of this.#model.lobby.parties) {
      for (const { id } of members) await this.#rest.request(id, 'party.leave', { party_id });
      if (members.length === 0) await this.#rest.request(null, 'party.dissolve', { party_id });
    }
    await Promise.all([this.#messages.close(), this.#watcher.leave()]);
  }

  /** Joins the player to the lobby's room. */
  async connect(player: string): Promise<void> {
    if (this.#messages.isInLobby(player)) return;
    await this.#messages.lobby(player);
    this.#model.step({ notice: { type: 'connected', player_id: player } }, this.#clock.time);
    await this.#agree(`${player} enters`);
  }

  async disconnect(player: string): Promise<void> {
    if (!this.#messages.isInLobby(player)) return;
    await (await this.#messages.lobby(player)).leave();
    this.#model.step({ notice: { type: 'disconnected', player_id: player } }, this.#clock.time);
    await this.#agree(`${player} goes`);
  }

  async party(via: Via, step: PartyStep): Promise<void> {
    const party = this.#model.lobby.parties[step.party];
    const who = step.who === LEADER ? (party?.leader ?? 'ann') : step.who;
    const door = who === null || via === 'rest' ? this.#rest : this.#messages;
    if (door === this.#messages) await this.connect(who!);
    const { stale, ...input } = step.input;
    // The server would use it to choose a party; the model does not.
    if (step.type === 'quick_join') delete input.game_type;
    const party_id = party?.id ?? '00000000-0000-4000-8000-000000000000';
    const version = stale ? { if_version: (party?.version ?? 1) + 1 } : {};
    const code = this.#codes.get(party_id) ?? '222222';
    const asked = {
      ...input,
      ...(hasParty(step.type) ? { party_id, ...version } : { lobby: this.#lobby }),
      ...(hasTarget(step.type) && { target_id: step.target }),
      ...(step.type === 'join_by_code' && { code }),
    };
    const { kind, answer } = await outcomeOf(door.request(who, `party.${step.type}`, asked));
    if (answer?.join_code) this.#codes.set(answer.party_id, answer.join_code);
    const locks = step.type === 'lock' || step.type === 'unlock';
    const presence = who !== null && this.#messages.isInLobby(who) ? 'online' : 'rest';
    const command = {
      type: locks ? 'update' : step.type,
      party: newParty(answer?.party_id ?? 'none', settingsOf(input)),
      party_id,
      join_code: `CODE-${party_id}`,
      player: who === null ? null : newcomer(who, presence),
      player_id: who,
      target_id: step.target,
      message: '',
      // The presence time is longer than any play.
      arrival: this.#messages.isInLobby(step.target) ? 'online' : 'rest',
      changes:
        step.type === 'ready'
          ? { ready: input.ready ?? true }
          : locks
            ? { locked: step.type === 'lock' }
            : settingsOf(input),
      session_id: answer?.session_id,
      force: input.force ?? false,
      password: null,
      ...(hasParty(step.type) && version),
    };
    // Each command uses only the fields it needs.
    assert.equal(
      kind,
      this.#model.step({ command: command as unknown as DungeonPartyCommand }, this.#clock.time),
      JSON.stringify({ via, ...step, who }),
    );
    await this.#agree(JSON.stringify({ via, ...step, who }));
  }

  async run(via: Via, step: RunStep): Promise<void> {
    const [session_id, model] = [...this.#model.runs].at(step.run) ?? [];
    if (!model) return;
    const shown = model.shown();
    const who = step.who === LEADER ? (shown.leader_id ?? 'ann') : step.who;
    const isGone = shown.players.find(([id]) => id === who)?.[2] === 'left' || shown.status === 'complete';
    const isIn = this.#messages.isInRun(who, session_id!);
    const what = JSON.stringify({ via, ...step, who });
    if (step.type === 'drop') {
      if (!isIn || isGone) return;
      await this.#messages.dropRun(who, session_id!);
      model.notice({ type: 'disconnected', player_id: who }, this.#clock.time);
      return this.#agree(what);
    }
    // The server closes the connection of a player who left, but not at once.
    const door = via === 'rest' || isGone ? this.#rest : this.#messages;
    if (door === this.#messages && !isIn) {
      const joined = await outcomeOf(this.#messages.run(who, session_id!));
      assert.equal(
        joined.kind,
        this.#model.command(session_id!, { type: 'join', player_id: who, presence: 'online' }, this.#clock.time),
        what,
      );
      await this.#agree(`${what}: enters`);
      if (joined.kind !== 'ok') return;
    }
    const { input, command } = runCommand(step.type, who, step.floor, this.#messages.isInRun(who, session_id!));
    const { kind } = await outcomeOf(door.request(who, `session.${step.type}`, { ...input, session_id }));
    assert.equal(kind, this.#model.command(session_id!, command, this.#clock.time), what);
    await this.#agree(what);
  }

  /** Advances the clock and runs everything that is due. */
  async wait(ms: number): Promise<void> {
    const before = new Set(this.#memberships());
    this.#clock.advance(ms);
    this.#model.expire(this.#clock.time);
    for (const membership of before.difference(new Set(this.#memberships()))) await this.#ended(membership);
    await this.#agree(`${ms} ms later`);
  }

  #memberships(): string[] {
    return this.#model.lobby.parties.flatMap(({ id, members }) =>
      members.map((member) => `${id}?player_id=${member.id}`),
    );
  }

  /** Nobody outside a private party sees a member leave, so `#agree` alone would not wait for it. */
  async #ended(membership: string): Promise<void> {
    const isMember = async () => 'join_code' in (await readJson(await this.#app.get(`/party/${membership}`)));
    await until(async () => !(await isMember()), `the end of ${membership}`);
  }

  /** Waits for the follow-up work: patches in flight, and sessions being told who left. */
  async #agree(what: string): Promise<void> {
    let [shown, wanted] = ['', ''];
    const agrees = async () => {
      shown = JSON.stringify(await this.#shown());
      // Only connections that are still open: the server closes those of players who have left.
      wanted = JSON.stringify(this.#wanted());
      return shown === wanted;
    };
    await until(agrees, what).catch(() => assert.deepEqual(JSON.parse(shown), JSON.parse(wanted), what));
  }

  #wanted() {
    const all = shownByModel(this.#model.lobby);
    assertSound(all);
    const parties = all.filter(isVisible);
    const runs = [...this.#model.runs].map(([id, run]) => [id, shownByRunModel(run)]);
    const listed = parties.filter(({ hidden }) => !hidden);
    return {
      parties,
      listed,
      watched: listed,
      asking: this.#model.lobby.parties.filter(isVisible).map(({ id, asking }) => [id, asking.map((one) => one.id)]),
      runs,
      seen: runs.flatMap(([id, run]) => this.#messages.openRuns(id as string).map(() => run)),
    };
  }

  async #shown() {
    const get = async <T extends object>(path: string) => readJson<T>(await this.#app.get(path));
    const { parties: listed } = await get<{ parties: never[] }>(
      `/party?lobby=${this.#lobby}&sort=created_at&limit=100`,
    );
    const inOrder = this.#model.lobby.parties.map(({ id }) => id);
    const visible = this.#model.lobby.parties.filter(isVisible);
    const sorted = <T extends { id: string }>(rows: T[]) =>
      rows.toSorted((a, b) => inOrder.indexOf(a.id) - inOrder.indexOf(b.id));
    const parties = await Promise.all(
      visible.map(({ id, leader }) => get<AskedParty>(`/party/${id}${leader ? `?player_id=${leader}` : ''}`)),
    );
    // As a player, who sees the sessions of private parties, too.
    const runs = [...this.#model.runs].map(async ([id, run]) => [
      id,
      shownByRunRest(await get<never>(`/session/${id}?player_id=${run.shown().players[0]![0]}`)),
    ]);
    return {
      parties: parties.map(shownByRest),
      listed: sorted(listed.map(shownByRest)),
      watched: sorted([...(this.#watcher.state.parties?.values() ?? [])].map(shownByState)),
      asking: parties.map(({ party_id, requests = [] }) => [party_id, requests.map(({ player_id }) => player_id)]),
      runs: await Promise.all(runs),
      seen: [...this.#model.runs.keys()].flatMap((id) =>
        this.#messages.openRuns(id).map(({ state }) => shownByRun(state)),
      ),
    };
  }
}

type AskedParty = Parameters<typeof shownByRest>[0] & { requests?: { player_id: string }[] };

/** A private party without members is visible to nobody. */
function isVisible({ hidden, leader }: { hidden: boolean; leader: string | null }): boolean {
  return !hidden || leader !== null;
}

async function outcomeOf(asked: Promise<unknown>): Promise<{ kind: string; answer?: DoorAnswer }> {
  try {
    return { kind: 'ok', answer: (await asked) as DoorAnswer };
  } catch (error) {
    if (error instanceof AppError) return { kind: error.kind };
    throw error;
  }
}
