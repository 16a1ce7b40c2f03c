import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Page } from 'playwright-core';
import { alertsOf, OFF, readSettings } from '../../src/board/alerts/alert-rules.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('Alerts', () => {
  const pages = usePages({ isPerTest: true, env: TWO_ADDRESSES });

  let item = 0;
  const drop = (world: number, value: number) =>
    reportTwice(pages.app, [{ world, item_id: ++item, item_name: `Item ${item}`, quantity: 1, value }]);

  type Recorded = { notifications: string[]; notes: number };

  /** Records what the browser is asked to show and to play: a headless one does neither. */
  async function record(page: Page): Promise<() => Promise<Recorded>> {
    await page.addInitScript(() => {
      const recorded = { notifications: [] as string[], notes: 0 };
      class Shown extends EventTarget {
        static permission = 'default';
        static requestPermission = () => Promise.resolve((Shown.permission = 'granted'));
        constructor(title: string, { body }: { body: string }) {
          super();
          recorded.notifications.push(`${title}: ${body}`);
        }
      }
      class Note extends OscillatorNode {
        override start(when: number) {
          recorded.notes += 1;
          super.start(when);
        }
      }
      AudioContext.prototype.createOscillator = function () {
        return new Note(this);
      };
      Object.assign(globalThis, { Notification: Shown, recorded });
    });
    await page.reload();
    return () => page.evaluate(() => (globalThis as unknown as { recorded: Recorded }).recorded);
  }

  for (const width of WIDTHS) {
    it(`are off until asked for, and then tell once when a party passes a value, in a window of ${width} px`, async () => {
      await drop(301, 2_000_000);
      const window = await pages.open('/', { viewport: { width, height: 844 } });
      const { page } = window;
      const recorded = await record(page);
      await drop(444, 500_000);
      await new DropCards(page).of(444).waitFor();
      const menu = page.getByText('Alerts: off');
      await menu.click();
      await page.getByLabel('Notify me').check();
      await page.getByLabel('Play a sound').check();
      await page.getByLabel('when a party passes').fill('1M');
      await page.getByText('Alerts: on').waitFor();
      await window.assertFitsWidth();
      const { notes } = await recorded();
      await drop(444, 400_000);
      await drop(444, 200_000);
      await page.getByRole('status', { name: 'Alerts' }).getByRole('link').waitFor();
      const { notifications, notes: now } = await recorded();
      // World 301 had passed it before.
      assert.deepEqual(notifications, ['Muster: world 444: The party on world 444 has passed 1,100,000 GP.']);
      assert.equal(now - notes, 2);
      await window.assertFitsWidth();
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.getByRole('button', { name: 'Dismiss' }).waitFor({ state: 'detached' });
    });
  }

  it('tell when a party starts on a favourite world, which this browser remembers', async () => {
    await drop(444, 5);
    const { page } = await pages.open('/');
    const recorded = await record(page);
    await page.getByRole('button', { name: 'Favourite: world 444' }).click();
    await page.goto(`${pages.app.url}/?world=302`);
    await page.getByRole('button', { name: 'Favourite: world 302' }).click();
    await page.goto(`${pages.app.url}/`);
    assert.equal(await page.getByRole('button', { name: 'Favourite: world 444' }).getAttribute('aria-pressed'), 'true');
    await page.getByText('Alerts: off').click();
    await page.getByLabel('Notify me').check();
    await page.getByLabel('when a party starts on a favourite').check();
    await page.getByText('Alerts: on').waitFor();
    // The alerts begin with what is there, once a second.
    await new DropCards(page)
      .of(444)
      .getByText(/last drop/)
      .waitFor();
    await drop(301, 5);
    await drop(302, 5);
    await page.getByRole('link', { name: 'A party has started on world 302, a favourite.' }).click();
    await page.getByRole('heading', { level: 1, name: 'World 302' }).waitFor();
    await page.goto(`${pages.app.url}/`);
    await page.getByText('Alerts: on').waitFor();
    assert.deepEqual((await recorded()).notifications, [], 'nothing that is old is told after a reload');
  });

  it('tell of the first party on an empty board, but not of one that runs when its world becomes a favourite', async () => {
    const { page } = await pages.open('/');
    await page.evaluate(() => {
      localStorage.setItem('muster.alerts', JSON.stringify({ hasSound: true, favourites: true }));
      localStorage.setItem('muster.favourites', '[302,512]');
    });
    await page.reload();
    await page.getByRole('heading', { name: 'No parties right now' }).waitFor();
    await drop(302, 5);
    const news = page.getByRole('status', { name: 'Alerts' }).getByRole('link');
    await news.getByText('world 302').waitFor();
    await drop(444, 5);
    await page.getByRole('button', { name: 'Favourite: world 444' }).click();
    await drop(512, 5);
    await news.getByText('world 512').waitFor();
    assert.deepEqual(
      await news.allInnerTexts(),
      [512, 302].map((world) => `A party has started on world ${world}, a favourite.`),
    );
  });

  it('say that the browser blocks notifications', async () => {
    await drop(444, 5);
    const { page } = await pages.open('/');
    await page.addInitScript(() => {
      Object.defineProperty(Notification, 'requestPermission', { value: () => Promise.resolve('denied') });
    });
    await page.reload();
    await page.getByText('Alerts: off').click();
    await page.getByLabel('Notify me').check();
    await page.getByRole('alert').getByText('This browser blocks notifications of this page').waitFor();
  });

  it('go by what is confirmed, and only by what was asked for', () => {
    const party = { id: 7, world: 444, confirmed_value: 5 };
    const reasons = (value: number, favourites: boolean) =>
      alertsOf([party], { ...OFF, value, favourites }, [444]).map(({ reason }) => reason);
    assert.deepEqual(reasons(5, true), ['favourite', 'value']);
    assert.deepEqual(reasons(6, true), ['favourite']);
    assert.deepEqual(reasons(0, false), []);
  });

  it('read whatever a browser has stored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const { value, ...flags } = readSettings(json);
        assert.ok(Number.isSafeInteger(value) && value >= 0);
        for (const flag of Object.values(flags)) assert.equal(typeof flag, 'boolean');
      }),
    );
  });
});
