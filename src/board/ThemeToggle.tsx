import './ThemeToggle.css';
import { effect, signal } from '@preact/signals';

const THEMES = ['system', 'dark', 'light'] as const;

type Theme = (typeof THEMES)[number];

const KEY = 'muster.theme';

/** The theme chosen in this browser. `system` follows the operating system, even when its theme changes. */
export const theme = signal(storedTheme());

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});

/** A half-filled circle, a moon and a sun. */
const ICONS: Record<Theme, string> = {
  system: 'M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13',
  dark: 'M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3z',
  light:
    'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 .8v1.7m0 11v1.7M.8 8h1.7m11 0h1.7M2.9 2.9l1.2 1.2m7.8 7.8 1.2 1.2m0-10.2-1.2 1.2m-7.8 7.8-1.2 1.2',
};

export function ThemeToggle() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  const name = `Theme: ${theme.value}. Change to ${next}`;
  return (
    <button type="button" class="theme" title={name} aria-label={name} onClick={() => chooseTheme(next)}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={ICONS[theme.value]} />
      </svg>
    </button>
  );
}

function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    if (chosen === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch (error) {
    console.info('Muster: the theme is not remembered, because this browser blocks storage for this page', error);
  }
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    // A browser that blocks storage throws on the first access.
    return 'system';
  }
}
