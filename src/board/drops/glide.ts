const GLIDE_MS = 350;

/** Elements from which a list is so busy that nobody could follow them. */
const CROWD = 60;

const stillness = matchMedia('(prefers-reduced-motion: reduce)');

/** Lets the elements of a list glide to their new places, those that are in view: `note` before they move, `play` after. */
export class Glide {
  #before = new Map<Element, DOMRect>();

  note(list: HTMLElement): void {
    if (stillness.matches || list.childElementCount >= CROWD) return;
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
