import type { SessionCommand, SessionNotice } from '../../../src/domain/sessions/decide-session.ts';
import type { NewSessionPlayer } from '../../../src/domain/sessions/session.ts';

type ModelPlayer = {
  id: string;
  ready: boolean;
  is: 'expected' | 'rest' | 'online' | 'away' | 'left';
  at: number;
  gold: number;
};

/** The session rules of SPEC.md, written as simply as possible. Answers 'ok' or the kind of the refusal. */
export class ModelSession {
  readonly #players: ModelPlayer[];
  #leader: string | null;
  #floor = 0;
  #status = 'waiting';
  #outcome: string | null = null;
  #missing: string[] = [];
  #version = 1;
  #touched: number;
  readonly #deadline: number;

  constructor(players: NewSessionPlayer[], now: number, leader = players[0]!.player_id) {
    this.#players = players.map(({ player_id: id, ready, presence: is }) => ({ id, ready, is, at: now, gold: -1 }));
    this.#leader = leader;
    this.#touched = now;
    this.#deadline = now + 60_000;
  }

  shown() {
    return {
      status: this.#status,
      leader_id: this.#leader,
      version: this.#version,
      current_floor: this.#floor,
      players: this.#players.map(({ id, ready, is }) => [id, ready, is]),
      outcome: this.#outcome,
      missing: this.#missing,
    };
  }

  command(command: SessionCommand, now: number): string {
    const player = this.#players.find(({ id }) => id === command.player_id);
    if (!player) return 'not_in_session';
    const gone = player.is === 'left';
    if (this.#status === 'complete') return command.type === 'leave' ? 'ok' : 'session_complete';
    if (gone) return command.type === 'leave' ? 'ok' : 'session_left';
    return this.#changing(now, () => this.#obey(player, command, now));
  }

  notice(notice: SessionNotice, now: number): string {
    if (this.#status === 'complete') return 'ok';
    return this.#changing(now, () => {
      if (notice.type === 'expire') return this.#expire(now);
      if (notice.type === 'party_dissolved') {
        this.#end('abandoned');
        return 'ok';
      }
      const player = this.#players.find(({ id }) => id === notice.player_id);
      const lostIn = notice.type === 'disconnected' ? 'online' : 'rest';
      if (notice.type === 'heard' && player?.is === 'away') {
        player.is = 'rest';
        this.#settle(now);
      } else if (notice.type !== 'heard' && player?.is === lostIn) Object.assign(player, { is: 'away', at: now });
      return 'ok';
    });
  }

  #changing(now: number, change: () => string): string {
    const before = JSON.stringify([this.shown(), this.#players.map(({ gold }) => gold)]);
    const answer = change();
    if (JSON.stringify([this.shown(), this.#players.map(({ gold }) => gold)]) !== before) {
      this.#version += 1;
      this.#touched = now;
    }
    return answer;
  }

  #obey(player: ModelPlayer, command: SessionCommand, now: number): string {
    const leads = player.id === this.#leader;
    const waiting = this.#status === 'waiting';
    switch (command.type) {
      case 'join':
        if (player.is !== 'online') player.is = command.presence;
        break;
      case 'leave':
        this.#go(player);
        break;
      case 'ready':
        if (!waiting) return 'session_started';
        player.ready = command.ready;
        break;
      case 'player_data':
        player.gold = command.data['gold'] as number;
        return 'ok';
      case 'start':
        if (!leads) return 'not_leader';
        if (!waiting) return 'session_started';
        this.#start(now);
        return 'ok';
      case 'progress':
        if (!leads) return 'not_leader';
        if (waiting) return 'session_not_started';
        this.#floor = command.report.current_floor!;
        return 'ok';
      case 'complete':
        if (!leads) return 'not_leader';
        if (waiting) return 'session_not_started';
        this.#end(command.outcome);
        return 'ok';
    }
    this.#settle(now);
    return 'ok';
  }

  #expire(now: number): string {
    const untouched = now - this.#touched >= 86_400_000 && this.#players.every(({ is }) => is !== 'online');
    const gone = this.#players.filter(({ is, at }) => is === 'away' && now - at >= 60_000);
    for (const player of gone) this.#go(player);
    if (gone.length > 0) this.#settle(now);
    if (this.#status === 'waiting' && now >= this.#deadline) {
      if (this.#players.some(isThere)) this.#start(now);
      else this.#end('abandoned');
    } else if (untouched && this.#status !== 'complete') {
      this.#end('abandoned');
    }
    return 'ok';
  }

  #settle(now: number): void {
    const still = this.#players.filter(({ is }) => is !== 'left');
    if (still.length === 0) this.#end('abandoned');
    else if (this.#status === 'waiting' && still.every((player) => isThere(player) && player.ready)) this.#start(now);
  }

  #go(player: ModelPlayer): void {
    Object.assign(player, { is: 'left', ready: false });
    if (this.#leader !== player.id) return;
    const others = this.#players.filter(({ is }) => is !== 'left');
    this.#leader = (others.find(isThere) ?? others[0])?.id ?? null;
  }

  #start(now: number): void {
    const late = this.#players.filter((player) => player.is !== 'left' && !(isThere(player) && player.ready));
    this.#missing = late.map(({ id }) => id);
    this.#status = 'in_progress';
    for (const player of late) if (player.is === 'expected') Object.assign(player, { is: 'away', at: now });
  }

  #end(outcome: string): void {
    if (this.#status === 'waiting') this.#missing = this.#players.filter(({ is }) => is !== 'left').map(({ id }) => id);
    this.#status = 'complete';
    this.#outcome = outcome;
  }
}

function isThere({ is }: ModelPlayer): boolean {
  return is === 'rest' || is === 'online';
}
