import type { Data } from '../parties/json.ts';

/** What a watcher follows. Each topic counts its updates by itself. Source: [UPD-1]. */
export type Topic = 'board' | `world:${number}` | `lobby:${string}` | `party:${string}` | `session:${string}`;

/** One thing that happened, as watchers are told. `seq` counts the topic's updates from 1 without gaps, in commit order. Source: [UPD-2]. */
export type Update = { topic: Topic; seq: number; event: UpdateName; at: number; data: Data };

export type UpdateName =
  | 'drop_party_started'
  | 'drop_added'
  | 'drop_witnessed'
  | 'drop_party_ended'
  | 'party_created'
  | 'party_updated'
  | 'party_dissolved'
  | 'player_joined'
  | 'player_left'
  | 'player_kicked'
  | 'player_changed'
  | 'leader_changed'
  | 'session_created'
  | 'session_started'
  | 'session_progress'
  | 'session_complete';
