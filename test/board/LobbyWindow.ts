import type { Locator, Page } from 'playwright-core';
import type { Window } from './browser.ts';

/** A window on the lobbies view, operated by the names of its controls, as people do. */
export class LobbyWindow {
  readonly window: Window;
  readonly page: Page;

  constructor(window: Window) {
    this.window = window;
    this.page = window.page;
  }

  async signIn(name: string): Promise<void> {
    await this.press('Sign in as a guest');
    await this.page.getByLabel('Your name').fill(name);
  }

  /** The panel in which the player acts. */
  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Try it' });
  }

  /** A party in the lobby's list. */
  card(name: string): Locator {
    const heading = this.page.getByRole('heading', { name, exact: true, level: 3 });
    return this.page.getByRole('region', { name: 'Parties' }).getByRole('article').filter({ has: heading });
  }

  /** A party's session in the lobby's list. */
  session(party: string): Locator {
    const name = this.page.getByRole('rowheader', { name: party });
    return this.page.getByRole('region', { name: 'Running sessions' }).getByRole('row').filter({ has: name });
  }

  async press(button: string): Promise<void> {
    await this.panel.getByRole('button', { name: button, exact: true }).click();
  }

  async sees(text: string | RegExp, where = this.panel): Promise<void> {
    await where.getByText(text).first().waitFor();
  }

  /** Makes a party and returns its join code. */
  async make(
    name: string,
    settings: { seats?: number; password?: string; region?: string; private?: true } = {},
  ): Promise<string> {
    await this.panel.getByLabel('Party name').fill(name);
    if (settings.seats !== undefined) await this.panel.getByLabel('Seats').fill(String(settings.seats));
    if (settings.password !== undefined) await this.panel.getByLabel('Password').fill(settings.password);
    if (settings.region !== undefined) await this.panel.getByLabel('Region').fill(settings.region);
    if (settings.private) await this.panel.getByLabel('Private').check();
    await this.press('Make the party');
    await this.panel.getByRole('heading', { name, exact: true }).waitFor();
    return this.panel.getByText(/^[2-9A-Z]{6}$/).innerText();
  }

  async joinByCode(code: string): Promise<void> {
    await this.panel.getByRole('textbox', { name: 'Join code' }).fill(code);
    await this.press('Join');
  }

  /** Waits for a refusal, which appears beside the control that asked. */
  async isRefused(message: string | RegExp, where = this.panel): Promise<void> {
    await where.getByRole('status').filter({ hasText: message }).waitFor();
  }

  /** The guest of this window. */
  guest(): Promise<{ player_id: string; token: string }> {
    return this.page.evaluate("JSON.parse(sessionStorage.getItem('muster.player'))");
  }
}
