import './Panel.css';
import type { ComponentChildren } from 'preact';

type Props = {
  title: string;
  /** Whether screen readers list it as a region of the page. */
  isRegion?: boolean;
  children: ComponentChildren;
};

/** A titled box on the pages of a world and of the history. */
export function Panel({ title, isRegion = false, children }: Props) {
  return (
    <section class="panel" aria-label={isRegion ? title : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
