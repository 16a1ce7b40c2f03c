import {
  DISSOLVED_KEPT_MAX,
  DISSOLVED_KEPT_MS,
  LOBBY_TOPICS_MAX,
  SESSION_KEPT_MS,
  SESSIONS_KEPT_MAX,
} from '../limits.ts';
import type { Session } from '../../domain/sessions/session.ts';
import { announcementOf } from '../../projections/announcement.ts';
import type { NewUpdate, Topic, Update } from '../../projections/update.ts';
import { Announcements, type StoredAnnouncements } from './Announcements.ts';
import { type StoredTopic, TopicLog } from './TopicLog.ts';

/** As it is stored. */
export type StoredUpdates = {
  drops: StoredTopic[];
  lobbies: StoredTopic[];
  parties: StoredTopic[];
  sessions: StoredTopic[];
  announcements: StoredAnnouncements;
};

/** `session` is what it is about, as it is after it. */
export type NewsOf = NewUpdate & { session?: Session };

/** The updates of all topics. Each kind has a log of its own, so that many drops do not push a quiet party's updates out. */
export class Updates {
  /** Worlds and the board. */
  readonly #drops = new TopicLog({});
  readonly #lobbies = new TopicLog({ topicsMax: LOBBY_TOPICS_MAX });
  readonly #parties = new TopicLog({
    last: { event: 'party_dissolved', keptMs: DISSOLVED_KEPT_MS, keptMax: DISSOLVED_KEPT_MAX },
  });
  /** As long as the sessions themselves. */
  readonly #sessions = new TopicLog({
    last: { event: 'session_complete', keptMs: SESSION_KEPT_MS, keptMax: SESSIONS_KEPT_MAX },
  });

  readonly announcements = new Announcements();

  add(all: NewsOf[]): Update[] {
    return all.map(({ session, ...news }) => {
      const announced = announcementOf(news, session);
      if (announced) this.announcements.add(announced);
      return this.#logOf(news.topic).add(news);
    });
  }

  seqOf(topic: Topic): number {
    return this.#logOf(topic).seqOf(topic);
  }

  since(topic: Topic, since: number, now: number): Update[] | null {
    return this.#logOf(topic).since(topic, since, now);
  }

  toJson(): StoredUpdates {
    return {
      drops: this.#drops.toJson(),
      lobbies: this.#lobbies.toJson(),
      parties: this.#parties.toJson(),
      sessions: this.#sessions.toJson(),
      announcements: this.announcements.toJson(),
    };
  }

  restore({ drops, lobbies, parties, sessions, announcements }: StoredUpdates): void {
    this.announcements.restore(announcements);
    for (const topic of [...drops, ...lobbies, ...parties, ...sessions]) {
      this.#logOf(topic.topic as Topic).restore(topic);
    }
  }

  #logOf(topic: Topic): TopicLog {
    if (topic === 'board' || topic.startsWith('world:')) return this.#drops;
    if (topic.startsWith('lobby:')) return this.#lobbies;
    return topic.startsWith('party:') ? this.#parties : this.#sessions;
  }
}
