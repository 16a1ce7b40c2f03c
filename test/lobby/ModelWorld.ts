import type { SessionCommand } from '../../src/domain/sessions/decide-session.ts';
import { ModelLobby, type Step } from '../domain/dungeons/ModelLobby.ts';
import { newcomer } from '../domain/dungeons/PlayedLobby.ts';
import { ModelSession } from '../domain/sessions/ModelSession.ts';

/** The models of a lobby and its sessions, and how they affect each other. */
export class ModelWorld {
  readonly lobby = new ModelLobby();
  readonly runs = new Map<string, ModelSession>();

  /** Returns 'ok' or the kind of the refusal. The step includes its effects on the sessions. */
  step(step: Step, now: number): string {
    const before = this.lobby.parties.map(({ id, session: run, members }) => ({ id, run, members: [...members] }));
    const kind = this.lobby.step(step, now);
    const after = new Map(this.lobby.parties.map((party) => [party.id, party]));
    for (const { id, run, members } of before) {
      const still = new Set(after.get(id)?.members.map((member) => member.id));
      if (run === null) continue;
      for (const member of members)
        if (!still.has(member.id)) this.command(run, { type: 'leave', player_id: member.id }, now);
    }
    this.#beginRuns(now);
    return kind;
  }

  command(session_id: string, command: SessionCommand, now: number): string {
    const kind = this.runs.get(session_id)!.command(command, now);
    this.#endRuns(now);
    return kind;
  }

  expire(now: number): void {
    for (const run of this.runs.values()) run.notice({ type: 'expire' }, now);
    this.#endRuns(now);
    for (const { id } of [...this.lobby.parties]) this.step({ notice: { type: 'expire', party_id: id } }, now);
  }

  #beginRuns(now: number): void {
    for (const { session: run, members, leader } of this.lobby.parties) {
      if (run === null || this.runs.has(run)) continue;
      const players = members.map(({ id, ready, presence }) => ({
        ...newcomer(id),
        ready: ready || id === leader,
        presence: presence === 'rest' ? ('rest' as const) : ('expected' as const),
      }));
      this.runs.set(run, new ModelSession(players, now, leader!));
    }
  }

  #endRuns(now: number): void {
    for (const { id, session: run } of this.lobby.parties) {
      if (run !== null && this.runs.get(run)!.shown().status === 'complete')
        this.lobby.step({ notice: { type: 'session_ended', party_id: id, session_id: run } }, now);
    }
  }
}
