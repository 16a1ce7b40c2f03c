import { sessionView, type SessionView } from '../../domain/sessions/session-view.ts';
import { applyUpdate } from '../../projections/apply-update.ts';
import type { Topic, Update } from '../../projections/update.ts';
import { listedSessionJson } from '../../protocol/dungeon-sessions.ts';
import type { ActiveSession, Store } from '../../store/store.ts';
import { Kept } from './Kept.ts';
import { KeptList } from './KeptList.ts';
import { RowJson } from './row-json.ts';

/** A session with what lists filter and sort by, and as lists show it. `seq` is the number of the newest update of its topic. */
export type ListedSession = { seq: number; session: SessionView; shown: RowJson };

/** The active sessions, read once and kept by their updates and those of their parties. */
export class KeptSessions {
  readonly #kept: Kept<ActiveSessions>;

  constructor(store: Store) {
    this.#kept = new Kept(store, async () => new ActiveSessions(await store.activeSessions()));
    store.subscribeUpdates((updates) => updates.forEach((update) => this.#kept.hear(update)));
    store.onLostUpdates(() => this.#kept.forget());
  }

  /** As of the newest commit. To be read before the next await. Refuses `storage_unavailable`. */
  active(): Promise<ActiveSessions> {
    return this.#kept.get();
  }
}

const OF_SESSION = 'session:' satisfies Topic;
const OF_PARTY = 'party:' satisfies Topic;

class ActiveSessions {
  readonly list = new KeptList<ListedSession>(({ session }) => ({ value: session.created_at, id: session.session_id }));
  /** By id, the parties that are in a session. */
  readonly #parties = new Map<string, ActiveSession['party']>();

  constructor(sessions: ActiveSession[]) {
    for (const { seq, value, party } of sessions) {
      this.#set(seq, sessionView(value));
      this.#parties.set(value.party_id, party);
    }
  }

  /** Whether the session's party is public. Rule: [SESSION-12]. */
  isPublic({ session }: ListedSession): boolean {
    return this.#parties.get(session.party_id)?.isPublic ?? false;
  }

  hear(update: Update): void {
    if (update.topic.startsWith(OF_SESSION)) this.#hearOfSession(update);
    else if (update.topic.startsWith(OF_PARTY)) this.#hearOfParty(update);
  }

  #hearOfSession({ topic, seq, event, data }: Update): void {
    const session_id = topic.slice(OF_SESSION.length);
    const known = this.list.get(session_id);
    if (!known && event !== 'session_created') return;
    // It was read when it had that update already.
    if (known && seq <= known.seq) return;
    const { value } = applyUpdate({ topic: 'session', value: known?.session ?? null }, event, data);
    const session = value as SessionView;
    if (session.status !== 'complete') return this.#set(seq, session);
    this.list.delete(session_id);
    this.#parties.delete(session.party_id);
  }

  /** An update says whether its party is private after it. */
  #hearOfParty({ topic, seq, event, members_only }: Update): void {
    const party_id = topic.slice(OF_PARTY.length);
    const known = this.#parties.get(party_id);
    if (known ? seq <= known.seq : event !== 'session_created') return;
    const isPublic = event !== 'party_dissolved' && !members_only;
    this.#parties.set(party_id, { seq, isPublic });
    if (isPublic !== known?.isPublic) this.list.touch();
  }

  #set(seq: number, session: SessionView): void {
    this.list.set(session.session_id, { seq, session, shown: new RowJson(() => listedSessionJson(session)) });
  }
}
