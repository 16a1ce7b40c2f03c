import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'dark', 'light'] as const;

export type Theme = (typeof THEMES)[number];

const KEY = 'muster.theme';

/** What this browser shows the page in; `system` follows the system as it changes. */
export const theme = signal(kept());

effect(() => {
  if (theme.value === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
});

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  try {
    if (chosen === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, chosen);
  } catch (error) {
    console.info('Muster: the theme is not kept, because this browser keeps nothing for this page', error);
  }
}

function kept(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    // A browser that keeps nothing for this page throws at the mere look.
    return 'system';
  }
}
