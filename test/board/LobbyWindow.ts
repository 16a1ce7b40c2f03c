import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { Window } from './browser.ts';

/** A window at the lobbies' view, used as people use it: by what its controls are called. */
export class LobbyWindow {
  readonly window: Window;
  readonly page: Page;

  private constructor(window: Window) {
    this.window = window;
    this.page = window.page;
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<LobbyWindow> {
    return new LobbyWindow(await Window.open(browser, url, options));
  }

  /** A window whose player has signed in and may join or make parties. */
  static async player(browser: Browser, url: string, name: string): Promise<LobbyWindow> {
    const window = await LobbyWindow.open(browser, url);
    await window.signIn(name);
    return window;
  }

  async signIn(name: string): Promise<void> {
    await this.press('Sign in as a guest');
    await this.page.getByLabel('Your name').fill(name);
  }

  /** What is the player's own. */
  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Try it' });
  }

  /** A party as the list shows it. */
  card(name: string): Locator {
    const heading = this.page.getByRole('heading', { name, exact: true, level: 3 });
    return this.page.getByRole('region', { name: 'Parties' }).getByRole('article').filter({ has: heading });
  }

  /** A run as the list shows it. */
  run(party: string): Locator {
    const name = this.page.getByRole('rowheader', { name: party });
    return this.page.getByRole('region', { name: 'Running sessions' }).getByRole('row').filter({ has: name });
  }

  async press(button: string): Promise<void> {
    await this.panel.getByRole('button', { name: button, exact: true }).click();
  }

  async sees(text: string | RegExp, where = this.panel): Promise<void> {
    await where.getByText(text).first().waitFor();
  }

  /** Makes a party and gives its join code. */
  async make(name: string, settings: { seats?: number; password?: string; private?: true } = {}): Promise<string> {
    await this.panel.getByLabel('Party name').fill(name);
    if (settings.seats !== undefined) await this.panel.getByLabel('Seats').fill(String(settings.seats));
    if (settings.password !== undefined) await this.panel.getByLabel('Password').fill(settings.password);
    if (settings.private) await this.panel.getByLabel('Private').check();
    await this.press('Make the party');
    await this.panel.getByRole('heading', { name, exact: true }).waitFor();
    return this.panel.getByText(/^[2-9A-Z]{6}$/).innerText();
  }

  async joinByCode(code: string): Promise<void> {
    await this.panel.getByRole('textbox', { name: 'Join code' }).fill(code);
    await this.press('Join');
  }

  /** Where what was asked by a control is answered, and what it says. */
  async isRefused(message: string | RegExp, where = this.panel): Promise<void> {
    await where.getByRole('status').filter({ hasText: message }).waitFor();
  }

  /** The guest of this window. */
  guest(): Promise<{ player_id: string; token: string }> {
    return this.page.evaluate("JSON.parse(sessionStorage.getItem('muster.player'))");
  }

  /** Whether all of it has room across. */
  async assertNoSidewaysScroll(): Promise<void> {
    const [wide, room] = await this.page.evaluate<number[]>('[document.documentElement.scrollWidth, innerWidth]');
    assert.ok(wide! <= room!, `the page is ${wide} px wide in a window of ${room} px`);
  }

  /** Closes it, and fails where anything went wrong in it. */
  async close(): Promise<void> {
    await this.window.close();
    assert.deepEqual(this.window.faults, []);
  }
}
