import type { NewAnnouncement, Announcement } from '../../projections/announcement.ts';
import { ANNOUNCEMENTS_KEPT_MAX } from '../limits.ts';

/** As they are stored: the last of those kept has number `seq`. */
export type StoredAnnouncements = { seq: number; kept: NewAnnouncement[] };

/** Numbers what is announced and keeps the newest, however long ago it was. The same commits always give the same numbers. */
export class Announcements {
  #seq = 0;
  #kept: Announcement[] = [];

  add(announced: NewAnnouncement): void {
    this.#seq += 1;
    this.#kept.push({ ...announced, seq: this.#seq });
    if (this.#kept.length > ANNOUNCEMENTS_KEPT_MAX) this.#kept.shift();
  }

  after(seq: number): { newest: number; announcement: Announcement | null } {
    const oldest = this.#seq - this.#kept.length + 1;
    return { newest: this.#seq, announcement: this.#kept[Math.max(0, seq + 1 - oldest)] ?? null };
  }

  toJson(): StoredAnnouncements {
    return { seq: this.#seq, kept: this.#kept.map(({ seq: _seq, ...announced }) => announced) };
  }

  restore({ seq, kept }: StoredAnnouncements): void {
    this.#seq = seq - kept.length;
    this.#kept = [];
    for (const announced of kept) this.add(announced);
  }
}
