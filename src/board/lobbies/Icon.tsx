import './Icon.css';

/** Strokes in a box of 16 by 16. Each icon stands beside a word, so screen readers skip it. */
const STROKES = {
  ready: 'M3 8.5l3.2 3.2L13 4.5',
  notReady: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 1 1 0-11M8 5v3.2l2 1.3',
  away: 'M2 6.5a8.7 8.7 0 0 1 12 0M4.6 9.4a5 5 0 0 1 6.8 0M8 12.6v.1M2.5 2.5l11 11',
  leader: 'M2.5 12.5h11M3.5 10.2L2.5 5l3 2.6L8 3.5l2.5 4.1 3-2.6-1 5.2z',
  locked: 'M4 7.5h8v5.5H4zM5.5 7.5V5.2a2.5 2.5 0 0 1 5 0v2.3',
  password: 'M5 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5M7.5 8h6v2.3M11 8v2',
  private: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4M3 13L13 3',
  run: 'M4.5 14V2.5M4.5 3h7.8l-2 2.5 2 2.5H4.5',
  waiting: 'M4 2.5h8M4 13.5h8M5 2.5v2.2L8 8l3-3.3V2.5M5 13.5v-2.2L8 8l3 3.3v2.2',
  left: 'M6.5 2.5h-3v11h3M9.5 5l3 3-3 3M6 8h6.5',
} as const;

type IconName = keyof typeof STROKES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={STROKES[name]} />
    </svg>
  );
}

/** A state, as an icon and a word. */
export function Mark({ icon, tone, children }: { icon: IconName; tone?: 'good' | 'bad' | 'warm'; children: string }) {
  return (
    <span class="mark" data-tone={tone}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
