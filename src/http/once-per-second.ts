/** Milliseconds for which an answer serves all who ask, so that frequent checks add no load. */
const KEPT_MS = 1_000;

/** Shares the outcome of `work` among all who ask within a second of it, and never runs it twice at a time. `now` is epoch milliseconds. */
export function oncePerSecond<T>(now: () => number, work: () => Promise<T>): () => Promise<T> {
  let last: { done: Promise<T>; endedAt: number | null } | null = null;
  const begin = () => {
    const begun = { done: work().finally(() => (begun.endedAt = now())), endedAt: null as number | null };
    return begun;
  };
  const isOld = (at: number | null) => at !== null && Math.abs(now() - at) >= KEPT_MS;
  return () => {
    if (!last || isOld(last.endedAt)) last = begin();
    return last.done;
  };
}
