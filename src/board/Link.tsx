import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type Address, go, link } from './address.ts';
import { placeOf } from './scroll-place.ts';

type Props = {
  to: Partial<Address>;
  href?: string;
  class?: string;
  'aria-current'?: 'page' | undefined;
  title?: string | ReadonlySignal<string>;
  children: ComponentChildren;
};

/** A real link, which can be copied and opened in another tab. A plain click changes the view without reloading the page. */
export function Link({ to, href = link(to), children, ...rest }: Props) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    go(to, placeOf(event.currentTarget as Element));
    // As after loading a page.
    scrollTo(0, 0);
  };
  return (
    <a {...rest} href={href} onClick={open}>
      {children}
    </a>
  );
}
