import { dayAndTime } from '../format/time.ts';

/** A time of the API, or a dash for none. */
export function Moment({ at }: { at: string | null }) {
  return at === null ? <>–</> : <time dateTime={at}>{dayAndTime(Date.parse(at))}</time>;
}
