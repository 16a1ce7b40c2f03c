import type { DungeonPartyCommand, DungeonPartyNotice } from '../../../src/domain/dungeons/commands.ts';
import { ask, closedTo, decline, fullestFor, isThere, type ModelParty, updated, withdraw } from './model-party.ts';

export type Step = { command: DungeonPartyCommand } | { notice: DungeonPartyNotice };

/**
 * The dungeon party rules of SPEC.md, written as simply as possible: lists that are searched one party after the other.
 * Answers 'ok' or the kind of the refusal.
 */
export class ModelLobby {
  parties: ModelParty[] = [];
  #touched: ModelParty | null = null;

  step(step: Step, now: number): string {
    this.#touched = null;
    const answer = 'command' in step ? this.#command(step.command, now) : this.#notice(step.notice, now);
    const touched = this.#touched as ModelParty | null;
    if (touched) Object.assign(touched, { version: touched.version + 1 });
    this.#endRequests();
    this.parties = this.parties.filter((party) => party.members.length > 0 || party.leader === null);
    return answer;
  }

  #of(player: string | null): ModelParty | undefined {
    return this.parties.find(({ members }) => members.some(({ id }) => id === player));
  }

  #touch(party: ModelParty): string {
    this.#touched = party;
    return 'ok';
  }

  #command(command: DungeonPartyCommand, now: number): string {
    const who = 'player' in command ? (command.player?.player_id ?? null) : command.player_id;
    if (command.type === 'create' || command.type === 'quick_join') {
      if (who !== null && this.#of(who)) return 'already_in_party';
      const fit = command.type === 'quick_join' ? fullestFor(this.parties, who!) : undefined;
      if (fit) return this.#enter(fit, command.player!, now);
      return this.#create(command, now);
    }
    if (command.type === 'join_by_code') {
      const party = this.parties.find(({ id }) => command.join_code === `CODE-${id}`);
      return party ? this.#join(party, command, true, now) : 'join_code_unknown';
    }
    const party = command.party_id === null ? this.#of(who) : this.parties.find(({ id }) => id === command.party_id);
    if (!party) return command.party_id === null ? 'not_member' : 'party_not_found';
    if (command.if_version !== undefined && command.if_version !== party.version) return 'version_conflict';
    if (command.type === 'join') return this.#join(party, command, false, now);
    if (command.type === 'request') return this.#done(party, ask(party, who!, this.#of(who), now));
    if (command.type === 'withdraw_request') return this.#done(party, withdraw(party, who!));
    const invite = party.invited.find(({ id }) => id === who);
    if (command.type === 'accept_invite') {
      if (this.#of(who) !== party && !invite) return 'invite_not_found';
      if (this.#of(who) !== party && invite!.until <= now) return 'invite_expired';
      return this.#join(party, { ...command, password: null }, false, now);
    }
    if (command.type !== 'decline_invite') return this.#inside(party, command, who, now);
    if (!invite) return 'invite_not_found';
    party.invited = party.invited.filter((other) => other !== invite);
    return this.#touch(party);
  }

  #inside(party: ModelParty, command: FromInside, who: string | null, now: number): string {
    const member = party.members.find(({ id }) => id === who);
    const target = 'target_id' in command ? party.members.find(({ id }) => id === command.target_id) : undefined;
    const leads = party.leader === null || party.leader === who;
    if (['leave', 'ready', 'invite'].includes(command.type)) {
      if (!member) return 'not_member';
    } else if (!leads && !(command.type === 'start' && who === null)) {
      return 'not_leader';
    }
    switch (command.type) {
      case 'leave':
        this.#remove(party, [who!]);
        return this.#touch(party);
      case 'ready':
        if (member!.ready === command.changes.ready) return 'ok';
        if (party.session) return 'session_running';
        member!.ready = !member!.ready;
        return this.#touch(party);
      case 'invite':
        if (target) return 'ok';
        if (party.banned.includes(command.target_id) && !leads) return 'banned';
        party.banned = party.banned.filter((id) => id !== command.target_id);
        party.invited = party.invited.filter(({ id, until }) => id !== command.target_id && until > now);
        party.invited.push({ id: command.target_id, until: now + 600_000 });
        return this.#touch(party);
      case 'kick':
        if (who === command.target_id) return 'cannot_kick_self';
        if (!target) return 'player_not_in_party';
        party.banned.push(target.id);
        this.#remove(party, [target.id]);
        return this.#touch(party);
      case 'promote':
        if (!target) return 'player_not_in_party';
        if (target.id === who) return 'ok';
        party.leader = target.id;
        return this.#touch(party);
      case 'accept_request': {
        if (target) return 'ok';
        const asking = party.asking.find(({ id, until }) => id === command.target_id && until > now);
        if (!asking) return 'request_not_found';
        const closed = closedTo(party, command.target_id);
        if (closed) return closed;
        if (command.arrival === null) return 'asker_away';
        return this.#enter(party, { player_id: command.target_id, presence: command.arrival }, now);
      }
      case 'decline_request':
        return this.#done(party, decline(party, command.target_id, now));
      case 'dissolve':
        if (party.session) return 'session_running';
        this.parties = this.parties.filter((other) => other !== party);
        return 'ok';
      case 'start':
        if (party.session) return 'session_running';
        if (party.members.length === 0) return 'party_empty';
        if (who !== null && !command.force) {
          for (const { id, presence, ready } of party.members) {
            if (presence === 'away') return 'member_away';
            if (!ready && id !== party.leader) return 'not_ready';
          }
        }
        party.session = command.session_id;
        party.asking = [];
        return this.#touch(party);
      case 'update':
        return this.#take(party, updated(party, command.changes));
    }
  }

  #done(party: ModelParty, kind: string): string {
    return kind === 'done' ? this.#touch(party) : kind;
  }

  /** The party as it is next, if it may be. */
  #take(party: ModelParty, next: ModelParty | string): string {
    if (typeof next === 'string') return next;
    Object.assign(party, next);
    return this.#touch(party);
  }

  #join(party: ModelParty, { player, password }: Joining, code: boolean, now: number): string {
    const member = party.members.find(({ id }) => id === player.player_id);
    if (member?.presence === 'away') {
      Object.assign(member, { presence: player.presence, silent: false });
      return this.#touch(party);
    }
    if (member) return 'ok';
    if (this.#of(player.player_id)) return 'already_in_party';
    const closed = closedTo(party, player.player_id);
    if (closed) return closed;
    if (!party.invited.some(({ id, until }) => id === player.player_id && until > now)) {
      if (party.hidden && !code) return 'party_private';
      if (party.password && !password) return 'password_required';
      if (party.password && !password!.ok) return 'wrong_password';
    }
    return this.#enter(party, player, now);
  }

  /** Whoever is in a party asks none: it changes the version of those that it asked. */
  #endRequests(): void {
    for (const party of this.parties) {
      const asking = party.asking.filter(({ id }) => !this.#of(id));
      if (asking.length < party.asking.length) party.version++;
      party.asking = asking;
    }
  }

  #enter(party: ModelParty, player: Pick<Joining['player'], 'player_id' | 'presence'>, awayAt: number): string {
    party.members.push({ id: player.player_id, ready: false, presence: player.presence, silent: false, awayAt });
    party.leader ??= player.player_id;
    party.invited = party.invited.filter(({ id }) => id !== player.player_id);
    party.asking = party.asking.filter(({ id }) => id !== player.player_id);
    party.declined = party.declined.filter(({ id }) => id !== player.player_id);
    return this.#touch(party);
  }

  #create(
    { party: { party_id: id, settings }, player }: Extract<DungeonPartyCommand, { party: unknown }>,
    now: number,
  ): string {
    const { max_players: max, locked } = settings;
    const rest = {
      banned: [],
      invited: [],
      asking: [],
      declined: [],
      session: null,
      version: 0,
      born: now,
      solo: settings.game_type === 'solo',
    };
    const keys = { hidden: settings.privacy === 'private', password: settings.password_hash !== null };
    const party: ModelParty = { id, members: [], leader: null, max, locked, ...keys, ...rest };
    this.parties.push(party);
    return player ? this.#enter(party, player, now) : this.#touch(party);
  }

  #remove(party: ModelParty, ids: string[]): void {
    party.members = party.members.filter(({ id }) => !ids.includes(id));
    if (party.members.length === 0) this.parties = this.parties.filter((other) => other !== party);
    else if (!party.members.some(({ id }) => id === party.leader))
      party.leader = (party.members.find(isThere) ?? party.members[0]!).id;
  }

  #notice(notice: DungeonPartyNotice, now: number): string {
    const party =
      'party_id' in notice ? this.parties.find(({ id }) => id === notice.party_id) : this.#of(notice.player_id);
    if (!party) return 'ok';
    if (notice.type === 'session_ended') {
      if (party.session !== notice.session_id) return 'ok';
      party.session = null;
      for (const member of party.members) Object.assign(member, { ready: false, awayAt: now });
      return this.#touch(party);
    }
    if (notice.type === 'expire') return this.#expire(party, now);
    const member = party.members.find(({ id }) => id === notice.player_id)!;
    const { presence } = member;
    const become = (is: typeof presence) => {
      Object.assign(member, { presence: is, silent: false, awayAt: now });
      return this.#touch(party);
    };
    if (notice.type === 'connected' && presence !== 'online') return become('online');
    if (notice.type === 'disconnected' && presence === 'online') return become('away');
    if (notice.type === 'not_heard' && presence === 'rest') return become('away');
    if (notice.type === 'heard' && presence === 'away') return become('rest');
    if (notice.type === 'silent' && presence === 'rest') member.silent = true;
    if (notice.type === 'heard') member.silent = false;
    return 'ok';
  }

  #expire(party: ModelParty, now: number): string {
    if (party.session) return 'ok';
    const gone = party.members.filter(({ presence, awayAt }) => presence === 'away' && now - awayAt >= 60_000);
    const ids = gone.map(({ id }) => id);
    const asking = party.asking.filter(({ until }) => until > now);
    const isChanged = ids.length > 0 || asking.length < party.asking.length;
    party.asking = asking;
    if (ids.length > 0) this.#remove(party, ids);
    if (isChanged) return this.#touch(party);
    if (party.members.length === 0 && now - party.born >= 300_000) {
      this.parties = this.parties.filter((other) => other !== party);
    }
    return 'ok';
  }
}

type FromInside = Exclude<DungeonPartyCommand, { player: unknown } | { type: 'decline_invite' | 'withdraw_request' }>;
type Joining = Pick<Extract<DungeonPartyCommand, { type: 'join' }>, 'player' | 'password'>;
