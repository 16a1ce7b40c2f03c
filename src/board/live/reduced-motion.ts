import { signal, type ReadonlySignal } from '@preact/signals';

const query = matchMedia('(prefers-reduced-motion: reduce)');
const reduced = signal(query.matches);
query.addEventListener('change', () => (reduced.value = query.matches));

/** Whether the viewer's system asks for reduced motion. */
export const reducedMotion: ReadonlySignal<boolean> = reduced;
