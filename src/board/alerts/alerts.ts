import { effect, signal } from '@preact/signals';
import { go } from '../address.ts';
import { exactGp } from '../format/gp-notation.ts';
import { boardConnection, runningDropParties } from '../live/drop-parties.ts';
import { favourites } from '../live/favourites.ts';
import { second } from '../live/second.ts';
import { stored } from '../live/stored.ts';
import { type Alert, alertsOf, isOn, readSettings } from './alert-rules.ts';
import { chime } from './chime.ts';

export const alertSettings = stored('muster.alerts', readSettings);

/** Alerts that the page shows until they are dismissed, newest first. */
export const alertNews = signal<readonly Alert[]>([]);

const NEWS_MAX = 3;

/** What has been told, or was so before anybody asked to be told. Null while alerts are off. */
let told: Set<string> | null = null;
let [settingsThen, favouritesThen] = [alertSettings.peek(), favourites.peek()];

effect(() => {
  const settings = alertSettings.value;
  if (!isOn(settings)) return void (told = null);
  // Once a second, because hundreds of worlds may change in it.
  void second.value;
  const marked = favourites.value;
  // Nothing is known before the first state, and then everything would be news.
  if (boardConnection.status.value === 'connecting') return;
  const parties = Array.from(runningDropParties.peek().values(), (party) => party.peek());
  const due = alertsOf(parties, settings, marked);
  // What only a change of the settings or the favourites makes due was so before.
  const isNews = told !== null && settings === settingsThen && marked === favouritesThen;
  [settingsThen, favouritesThen] = [settings, marked];
  const news = isNews ? due.filter(({ id }) => !told!.has(id)) : [];
  told = new Set(due.map(({ id }) => id));
  for (const alert of news) tell(alert);
});

function tell(alert: Alert): void {
  const { notifies, hasSound } = alertSettings.peek();
  alertNews.value = [alert, ...alertNews.peek()].slice(0, NEWS_MAX);
  if (hasSound) chime();
  if (notifies) notify(alert);
}

export function dismiss(id: string): void {
  alertNews.value = alertNews.peek().filter((alert) => alert.id !== id);
}

export function wordsOf({ world, reason, value }: Alert): string {
  return reason === 'favourite'
    ? `A party has started on world ${world}, a favourite.`
    : `The party on world ${world} has passed ${exactGp(value)}.`;
}

function notify(alert: Alert): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(`Muster: world ${alert.world}`, { body: wordsOf(alert), tag: alert.id });
    notification.addEventListener('click', () => {
      focus();
      go({ view: 'drops', party: null, world: alert.world });
      notification.close();
    });
  } catch (error) {
    // Chromium on Android has only those of service workers. The page shows the alert itself, too.
    console.info('Muster: this browser shows no notifications of pages', error);
  }
}

/** Asks the browser to allow notifications. Returns why it does not, in words; empty if it does. */
export async function askToNotify(): Promise<string> {
  if (!('Notification' in globalThis))
    return isSecureContext
      ? 'This browser has no notifications. The page itself shows the alerts.'
      : 'Browsers allow notifications only over https. The page itself shows the alerts.';
  const permission = await Notification.requestPermission();
  return permission === 'granted' ? '' : 'This browser blocks notifications of this page. Allow them in its settings.';
}
