import type { ReadonlySignal } from '@preact/signals';
import { useSignal, useSignalEffect } from '@preact/signals';
import { timeOfDay } from './format/time.ts';
import type { LinkStatus } from './live/follow.ts';

/** Milliseconds that the good news stays. */
const GOOD_NEWS_MS = 6_000;

/** Says that what is shown stands still, for as long as it does, and then that it is up to date again. */
export function LinkBanner({ status }: { status: ReadonlySignal<LinkStatus> }) {
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
    <div class="link" role="status" data-kind={kind}>
      {kind === 'lost' && (
        <>
          <strong>Connection lost at {timeOfDay(at)}.</strong> What you see is from then. This page keeps trying and
          catches up by itself.
        </>
      )}
      {kind === 'again' && (
        <>
          <strong>Connected again at {timeOfDay(at)}.</strong> All is up to date.
        </>
      )}
    </div>
  );
}
