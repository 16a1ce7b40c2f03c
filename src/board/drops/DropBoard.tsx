import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { board, parties } from '../live/drop-parties.ts';
import '../style/drops.css';
import '../style/party-cards.css';
import { Card } from './Card.tsx';
import { Connecting, NobodyDrops, NothingFits } from './Empty.tsx';
import { Filters } from './Filters.tsx';
import { Glide } from './glide.ts';
import { Listing } from './Listing.ts';
import { Summary } from './Summary.tsx';

/** Cards that are made in one frame. */
const FRAME_CARDS = 50;

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
  const isEmpty = useComputed(() => parties.value.size === 0);
  const rows = listing.rows.value;
  useLayoutEffect(() => glide.play(), [rows]);
  const growing = useGrowing(rows.length);
  const noteFocus = useFocusKept();

  if (board.status.value === 'connecting') return <Connecting failures={board.failures} />;
  const point = () => listing.point();
  // A finger leaves with each touch, and may be about to come again.
  const leave = (event: PointerEvent) => event.pointerType === 'mouse' && listing.unpoint();
  return (
    <div onFocusIn={noteFocus}>
      <div class="toolbar">
        <Summary listing={listing} />
        <Filters />
      </div>
      {rows.length > 0 ? (
        <ul
          class={listing.isRoomy.value ? 'parties roomy' : 'parties'}
          role="list"
          ref={list}
          onPointerMove={point}
          onPointerDown={point}
          onWheel={point}
          onPointerLeave={leave}
        >
          {rows.slice(0, growing).map((row) => (
            <Card key={row.world} row={row} />
          ))}
        </ul>
      ) : (
        <>{isEmpty.value ? <NobodyDrops /> : <NothingFits />}</>
      )}
    </div>
  );
}

/** How many of so many cards to show now: those that fill a screen at once, the rest a few more in each frame, so that no frame is long. */
function useGrowing(wanted: number): number {
  const shown = useSignal(FRAME_CARDS);
  const isEnough = shown.value >= wanted;
  useEffect(() => {
    if (isEnough) return;
    const frame = requestAnimationFrame(() => (shown.value += FRAME_CARDS));
    return () => cancelAnimationFrame(frame);
  });
  return shown.value;
}

/** Where what had the focus goes, as a button does that has done its work, the page's content gets it: not nothing. */
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
