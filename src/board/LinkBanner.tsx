import type { ReadonlySignal } from '@preact/signals';
import type { LinkStatus } from './live/follow.ts';

/** Says that what is shown stands still, for as long as it does. */
export function LinkBanner({ status }: { status: ReadonlySignal<LinkStatus> }) {
  return (
    <div class="link" role="status" data-status={status}>
      {status.value === 'lost' && 'Connection lost. Trying again; what you see is from before.'}
    </div>
  );
}
