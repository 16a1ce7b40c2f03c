import { reducedMotion } from '../live/reduced-motion.ts';

const GLIDE_MS = 350;

/** With this many elements or more, so much would move that nobody could follow it. */
const CROWD = 60;

/** Animates the visible elements of a list to their new places. Call `note` before they move and `play` after. */
export class Glide {
  #before = new Map<Element, DOMRect>();

  note(list: HTMLElement): void {
    if (reducedMotion.value || list.childElementCount >= CROWD) return;
    for (const element of list.children) {
      const place = element.getBoundingClientRect();
      if (place.bottom > 0 && place.top < innerHeight) this.#before.set(element, place);
    }
  }

  play(): void {
    const before = this.#before;
    this.#before = new Map();
    const moved = [...before].map(([element, { left, top }]) => {
      const place = element.getBoundingClientRect();
      return { element, x: left - place.left, y: top - place.top };
    });
    for (const { element, x, y } of moved) {
      if (!element.isConnected || (x === 0 && y === 0)) continue;
      element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
        duration: GLIDE_MS,
        easing: 'ease-out',
      });
    }
  }
}
