/** Where a list was when somebody left it: the card that was opened, and how far it was from the top of the window, in pixels. */
type Place = { world: number; top: number; y: number };

/** Frames for which the place is corrected: cards get their real height when they come into view. */
const FRAMES = 12;

/** The place of a link inside a card, for `go`. Null for other links, which are not far down. */
export function placeOf(link: Element): Place | null {
  const card = link.closest<HTMLElement>('[data-world]');
  if (!card) return null;
  return { world: Number(card.dataset.world), top: card.getBoundingClientRect().top, y: scrollY };
}

/** Whether Back has just returned to a list that was left at a place; then all of it must be shown at once. */
export function isReturning(): boolean {
  return waiting !== null;
}

/** Puts the list back to where it was left, and the focus on the card that was opened. Call it once the list is shown. */
export function returnToPlace(list: HTMLElement): void {
  const place = waiting;
  waiting = null;
  if (!place) return;
  list.querySelector<HTMLElement>(`[data-world="${place.world}"] a`)?.focus({ preventScroll: true });
  let frames = FRAMES;
  const correct = () => {
    const card = list.querySelector(`[data-world="${place.world}"]`);
    // Its party may have ended meanwhile.
    if (!card) return scrollTo(0, place.y);
    const off = card.getBoundingClientRect().top - place.top;
    if (Math.abs(off) >= 1) scrollBy(0, off);
    if (--frames > 0) requestAnimationFrame(correct);
  };
  correct();
}

let waiting: Place | null = null;

/** Takes what `go` has kept in the browser's history, before the page is rendered for the address. */
export function noteReturn(state: unknown): void {
  waiting = isPlace(state) ? state : null;
}

function isPlace(state: unknown): state is Place {
  return typeof state === 'object' && state !== null && 'world' in state && 'top' in state && 'y' in state;
}
