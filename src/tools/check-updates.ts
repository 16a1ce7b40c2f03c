import { ANNOUNCEMENTS_KEPT_MAX, TOPIC_UPDATES_MAX } from '../store/limits.ts';
import type { Place } from './place.ts';

/** Numbers of updates and announcements, and the sizes of answers. */
export async function* checkUpdates(place: Place): AsyncGenerator<string> {
  const topics = await place.query(`
    select name, t.seq, max(u.seq) as newest, max(u.seq) - min(u.seq) + 1 as span, count(*) as kept
    from topic t join topic_update u on u.topic = t.name group by name, t.seq
    having max(u.seq) > t.seq or max(u.seq) - min(u.seq) + 1 <> count(*)`);
  for (const { name, seq, newest, span, kept } of topics) {
    yield (newest as number) > (seq as number)
      ? `topic ${String(name)}: seq is ${String(seq)}, but update ${String(newest)} was told`
      : `topic ${String(name)}: ${String(kept)} of its last ${String(span)} updates are kept, the others are missing`;
  }
  const misplaced = await place.query(`
    select 'update ' || seq || ' of topic ' || topic as what from topic_update where slot <> seq % ${TOPIC_UPDATES_MAX}
    union all select 'announcement ' || seq from announcement where slot <> seq % ${ANNOUNCEMENTS_KEPT_MAX}`);
  for (const { what } of misplaced) yield `${String(what)} is in another's slot`;
  for (const { id, bytes, n } of await place.query(
    'select id, bytes, octet_length(answer) as n from answer where bytes <> octet_length(answer)',
  )) {
    yield `answer ${String(id)}: bytes is ${String(bytes)}, it has ${String(n)}`;
  }
}
