import type { Update } from '../projections/update.ts';

/** The right to write what a room owns. A newer claim of the same room has a higher epoch, and ends the older ones. Rule: [CLUSTER-1]. */
export type Fence = { room: string; epoch: number };

/**
 * A process on the database. `beats` grows while it runs; `isConnected`: its connection for writes is open. `process` is how other
 * processes reach it, empty until its first beat.
 */
export type Member = {
  id: number;
  process: string;
  beats: number;
  isConnected: boolean;
  hasRedis: boolean;
  isLeaving: boolean;
};

/** What a member tells of itself. */
export type SelfReport = Pick<Member, 'process' | 'hasRedis' | 'isLeaving'>;

/** `feed` is the number of the newest update in the cluster; `held` sums up which rooms the process owns. */
export type Beat = { members: Member[]; feed: number; held: { rooms: number; epochs: number } };

export type Claim = { type: 'owned'; fence: Fence } | { type: 'elsewhere'; process: string };

/** The members that a process knows to live, and the newest that it has heard of. */
export type KnownMembers = { alive: readonly number[]; newest: number };

/** What several processes on one database agree about. Each call is one atomic statement. All refuse `storage_unavailable`. */
export interface ClusterStore {
  /** This process among the members. */
  readonly memberId: number;
  /** Says that this process runs, and returns what is known of all. */
  beat(self: SelfReport): Promise<Beat>;
  /**
   * Takes the room, unless another member owns it that lives, or that came after the newest known one: of those it is not known whether
   * they live. Waits for commits of its previous owner that are under way.
   */
  claim(room: string, known: KnownMembers): Promise<Claim>;
  /** Gives the room up, unless it was claimed again meanwhile. */
  release(fence: Fence): Promise<void>;
  /** Ends the connection of a member that stands still, and with it the transaction that it may have left open. */
  expel(member: number): Promise<void>;
  /** The member that owns each room that is owned. */
  owners(): Promise<Map<string, { member: number; epoch: number }>>;
}

/** Updates as they are numbered in the whole cluster: the first has the number `first`. */
export type FeedPart = { first: number; updates: Update[] };

/** How processes tell each other of what they have stored. Messages may be lost, late or in another order. */
export interface FeedNews {
  tell(part: FeedPart): void;
  follow(listener: (part: FeedPart) => void): void;
}
