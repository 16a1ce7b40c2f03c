import type { Generated } from 'kysely';
import type { DungeonPartySettings } from '../../domain/dungeons/dungeon-party.ts';

type Numbers<K extends string> = Record<K, number>;
type Texts<K extends string> = Record<K, string>;
type MaybeNumbers<K extends string> = { [key in K]: number | null };
type MaybeTexts<K extends string> = { [key in K]: string | null };
type Flags<K extends string> = Record<K, boolean>;
type Defaults<T> = { [K in keyof T]: Generated<T[K]> };

type DropPartyTable = Numbers<'id' | 'world' | 'created_at' | 'last_drop_at'> &
  Defaults<Numbers<'avg_drop' | 'avg_rest' | 'total_drops' | 'witnesses'> & Flags<'is_active' | 'is_settled'>> &
  Defaults<Numbers<'removed_drops' | 'confirmed_drops' | 'confirmed_billions' | 'confirmed_rest'>> &
  MaybeNumbers<'ended_at' | 'ended_place' | 'median_drop'> &
  MaybeTexts<'world_type'>;

type DropTable = Numbers<'drop_party_id' | 'number' | 'item_id' | 'quantity' | 'value' | 'dropped_at' | 'witnesses'> &
  Texts<'item_name'> &
  MaybeNumbers<'plane' | 'x' | 'y' | 'removed_at' | 'dies'> &
  MaybeTexts<'reporter' | 'source' | 'ingest_key' | 'vouchers'> &
  Defaults<Numbers<'id'> & Flags<'alone' | 'confirmed' | 'suspect' | 'approved'>>;

type DungeonPartyTable = Texts<
  'party_id' | 'lobby' | 'name' | 'game_type' | 'difficulty' | 'region' | 'privacy' | 'data' | 'join_code'
> &
  Numbers<'max_players' | 'version' | 'created_at' | 'updated_at'> &
  MaybeTexts<'password_hash' | 'leader_id' | 'session_id'> &
  Flags<'locked'> &
  Defaults<Numbers<'id'>>;

/** Does not compile if a setting has no column; `migrations.ts` then needs a new migration for it, too. */
type HasAllSettings<Table extends Record<keyof DungeonPartySettings, unknown>> = Table;

/** Shared by dungeon party members and session players. */
type PlayerColumns = Texts<'player_id' | 'name' | 'data' | 'presence'> &
  MaybeTexts<'class'> &
  MaybeNumbers<'away_since' | 'heard_at'> &
  Defaults<Numbers<'id'>>;

type SessionTable = Texts<'session_id' | 'party_id' | 'lobby' | 'game_type' | 'difficulty'> &
  Numbers<'seed' | 'version' | 'created_at' | 'updated_at' | 'ready_deadline_at'> &
  MaybeTexts<'leader_id' | 'outcome' | 'result'> &
  MaybeNumbers<'started_at' | 'completed_at' | 'bytes'> &
  Defaults<Numbers<'id' | 'current_floor' | 'position_x' | 'position_y'> & Texts<'status'>>;

type TicketTable = Texts<'ticket_id' | 'lobby' | 'game_type' | 'wishes'> &
  Numbers<'version' | 'created_at' | 'updated_at'> &
  MaybeTexts<'party_id' | 'match_id' | 'reason' | 'session_id' | 'matched_region'> &
  MaybeNumbers<'ended_at'> &
  Defaults<Numbers<'id'> & Flags<'is_ahead'>>;

type TicketPlayerTable = Texts<'ticket_id' | 'lobby' | 'player_id' | 'name' | 'data'> &
  MaybeTexts<'class'> &
  Defaults<Numbers<'id'> & Flags<'accepted' | 'is_waiting'>>;

/** The schema as the query builder knows it: the columns of `migrations.ts`. JSON columns hold text. */
export type Tables = {
  counter: Texts<'name'> & Numbers<'value'>;
  drop_party: DropPartyTable;
  drop: DropTable;
  drop_witness: Numbers<'drop_party_id' | 'number' | 'seen_at' | 'place'> &
    Texts<'reporter'> &
    MaybeNumbers<'tick' | 'despawns_in' | 'public_in'>;
  drop_party_value: Numbers<'drop_party_id' | 'value' | 'drops'>;
  drop_party_reporter: Numbers<'drop_party_id' | 'place'> & Texts<'reporter'>;
  world_reporter: Numbers<'world' | 'since' | 'last'> &
    Texts<'reporter'> &
    MaybeNumbers<'tick_offset'> &
    Defaults<Numbers<'id' | 'repeats' | 'repeats_since'>>;
  dungeon_party: HasAllSettings<DungeonPartyTable>;
  dungeon_party_member: PlayerColumns & Texts<'party_id' | 'lobby'> & Numbers<'joined_at'> & Defaults<Flags<'ready'>>;
  dungeon_party_ban: Texts<'party_id' | 'player_id'> & Defaults<Numbers<'id'>>;
  dungeon_party_invite: Texts<'party_id' | 'player_id' | 'by'> & Numbers<'expires_at'> & Defaults<Numbers<'id'>>;
  dungeon_party_request: Texts<'party_id' | 'player_id' | 'name' | 'data' | 'message'> &
    MaybeTexts<'class'> &
    Numbers<'requested_at' | 'expires_at'> &
    Defaults<Numbers<'id'>>;
  dungeon_party_declined: Texts<'party_id' | 'player_id'> & Numbers<'until'> & Defaults<Numbers<'id'>>;
  session: SessionTable;
  session_player: PlayerColumns &
    Texts<'session_id'> &
    MaybeTexts<'team_party_id'> &
    Flags<'ready'> &
    Defaults<Flags<'was_missing'>>;
  session_progress: Texts<'session_id' | 'name' | 'value'>;
  ticket: TicketTable;
  ticket_player: TicketPlayerTable;
  queue_match: Texts<'match_id' | 'lobby' | 'game_type' | 'difficulty' | 'region' | 'teams'> &
    Numbers<'created_at' | 'deadline_at'>;
  topic: Texts<'name' | 'kind'> & Numbers<'seq' | 'told_at'> & MaybeNumbers<'ended_at'>;
  topic_update: Texts<'topic' | 'event' | 'data'> &
    Numbers<'slot' | 'seq' | 'at'> &
    MaybeTexts<'for_members'> &
    MaybeNumbers<'feed'> &
    Flags<'members_only'>;
  announcement: Numbers<'slot' | 'seq' | 'at'> & Texts<'event' | 'data'>;
  answer: Texts<'id' | 'fingerprint' | 'answer'> & Numbers<'at' | 'bytes'>;
  probe: Numbers<'id'> & Texts<'filler'>;
  webhook_cursor: Texts<'receiver' | 'owed'> & Numbers<'seq'>;
  installation: Texts<'name' | 'value'>;
  audit: Numbers<'at'> & Texts<'who' | 'act' | 'target' | 'details'> & Defaults<Numbers<'id'>>;
  mute: Texts<'kind' | 'hash'>;
};
