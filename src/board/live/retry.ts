const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * Waits before the next attempt, counting from 0: half a second at first, doubling up to ten. Up to half of the delay is random, so that
 * not all pages return to a restarted server at once. Ends early when the browser is back online, when the page's visibility changes, or
 * when `signal` is aborted. p-retry is no substitute: its delay cannot be ended early, and it gives up on the `TypeError` of a
 * failed `import()`.
 */
export function pauseBeforeRetry(attempt: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = () => {
      done.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, delayMs(attempt));
    const once = { signal: done.signal };
    addEventListener('online', end, once);
    document.addEventListener('visibilitychange', end, once);
    signal.addEventListener('abort', end, once);
  });
}

function delayMs(attempt: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (Math.random() * longest) / 2;
}
