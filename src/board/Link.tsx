import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type Address, go, link } from './address.ts';

type Props = {
  to: Partial<Address>;
  href?: string;
  class?: string;
  'aria-current'?: 'page' | undefined;
  title?: string | ReadonlySignal<string>;
  children: ComponentChildren;
};

/** A real link, so that it can be copied and opened elsewhere; a plain click changes the view without loading the page again. */
export function Link({ to, href = link(to), children, ...rest }: Props) {
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
    // As a page that is loaded does; Back is left to the browser.
    scrollTo(0, 0);
  };
  return (
    <a {...rest} href={href} onClick={open}>
      {children}
    </a>
  );
}
