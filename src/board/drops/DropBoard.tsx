import './DropBoard.css';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { address } from '../address.ts';
import { boardConnection, runningDropParties } from '../live/drop-parties.ts';
import { CompactRow } from './CompactRow.tsx';
import { DropPartyCard } from './DropPartyCard.tsx';
import { Connecting, NoDropParties, NoneMatch } from './Empty.tsx';
import { Feed } from './Feed.tsx';
import { Filters } from './Filters.tsx';
import { isReturning, returnToPlace } from '../scroll-place.ts';
import { Glide } from './Glide.ts';
import { Listing } from './Listing.ts';
import { Summary } from './Summary.tsx';

/** Cards that are rendered per frame. */
const CARDS_PER_FRAME = 50;

export function DropBoard() {
  const list = useRef<HTMLUListElement>(null);
  const glide = useMemo(() => new Glide(), []);
  const listing = useMemo(
    () =>
      new Listing(
        () => list.current,
        (list) => glide.note(list),
      ),
    [],
  );
  useLayoutEffect(() => listing.start(), []);
  const isEmpty = useComputed(() => runningDropParties.value.size === 0);
  const rows = listing.rows.value;
  useLayoutEffect(() => glide.play(), [rows]);
  const shown = useGrowing(rows.length);
  const noteFocus = useFocusKept();
  useLayoutEffect(() => {
    if (isReturning() && list.current) returnToPlace(list.current);
  });

  const isCompact = address.value.compact;
  if (boardConnection.status.value === 'connecting') return <Connecting failures={boardConnection.failures} />;
  const point = () => listing.point();
  // A finger "leaves" after each touch and may touch again at once, so only a mouse counts.
  const leave = (event: PointerEvent) => event.pointerType === 'mouse' && listing.unpoint();
  return (
    <div onFocusIn={noteFocus}>
      <div class="toolbar">
        <Summary listing={listing} />
        <Filters />
      </div>
      {rows.length > 0 ? (
        <div class="board">
          <ul
            class={`drop-parties${isCompact ? ' dense' : listing.isRoomy.value ? ' roomy' : ''}`}
            role="list"
            ref={list}
            onPointerMove={point}
            onPointerDown={point}
            onWheel={point}
            onPointerLeave={leave}
          >
            {rows
              .slice(0, shown)
              .map((row) =>
                isCompact ? <CompactRow key={row.world} row={row} /> : <DropPartyCard key={row.world} row={row} />,
              )}
          </ul>
          <Feed />
        </div>
      ) : (
        <>{isEmpty.value ? <NoDropParties /> : <NoneMatch />}</>
      )}
    </div>
  );
}

/** How many of the wanted cards to show in this frame: a screenful at first, then more in each frame, so that no frame takes long. */
function useGrowing(wanted: number): number {
  // Back returns to a place in the list, so all of it is needed at once.
  const shown = useSignal(isReturning() ? Infinity : CARDS_PER_FRAME);
  const isEnough = shown.value >= wanted;
  useEffect(() => {
    if (isEnough) return;
    const frame = requestAnimationFrame(() => (shown.value += CARDS_PER_FRAME));
    return () => cancelAnimationFrame(frame);
  });
  return shown.value;
}

/** Moves the focus to the page's content when the focused element is removed, such as a button that has done its work. */
function useFocusKept(): (event: FocusEvent) => void {
  const last = useRef<EventTarget | null>(null);
  useLayoutEffect(() => {
    const isGone = last.current instanceof HTMLElement && !last.current.isConnected;
    if (isGone && document.activeElement === document.body)
      document.getElementById('content')?.focus({ preventScroll: true });
    if (isGone) last.current = null;
  });
  return (event) => (last.current = event.target);
}
