import './ConnectionBanner.css';
import type { ReadonlySignal } from '@preact/signals';
import { useSignal, useSignalEffect } from '@preact/signals';
import { timeOfDay } from './format/time.ts';
import type { ConnectionStatus } from './live/follow.ts';

/** Milliseconds for which "Connected again" is shown. */
const GOOD_NEWS_MS = 6_000;

/** While the connection is lost, says that the page is out of date; then, for a moment, that it is up to date again. */
export function ConnectionBanner({ status }: { status: ReadonlySignal<ConnectionStatus> }) {
  const news = useSignal<{ kind: 'none' | 'lost' | 'again'; at: number }>({ kind: 'none', at: 0 });
  useSignalEffect(() => {
    const now = Date.now();
    if (status.value === 'lost') news.value = { kind: 'lost', at: now };
    if (status.value !== 'live' || news.peek().kind !== 'lost') return;
    news.value = { kind: 'again', at: now };
    const timer = setTimeout(() => (news.value = { kind: 'none', at: now }), GOOD_NEWS_MS);
    return () => clearTimeout(timer);
  });
  const { kind, at } = news.value;
  return (
    <div class="connection" role="status" data-kind={kind}>
      {kind === 'lost' && (
        <>
          <strong>Connection lost at {timeOfDay(at)}.</strong> What you see is from then. This page keeps trying and
          catches up by itself.
        </>
      )}
      {kind === 'again' && (
        <>
          <strong>Connected again at {timeOfDay(at)}.</strong> Everything is up to date.
        </>
      )}
    </div>
  );
}
