import assert from 'node:assert/strict';
import { Admin, ADMIN_ENV, PASSWORD } from '../http/admin/admin.ts';
import { readJson, until } from '../support/app.ts';
import type { Window } from './browser.ts';
import { DropCards } from './DropCards.ts';
import { reportTwice, SWORD, TWO_ADDRESSES, usePages } from './fixtures.ts';

const ABSURD = { item_id: 995, item_name: '9007T', quantity: 1, value: Number.MAX_SAFE_INTEGER };

describe("Drop parties on the admin's page", () => {
  const pages = usePages({ isPerTest: true, env: { ...ADMIN_ENV, ...TWO_ADDRESSES } });
  const { app } = pages;
  let window: Window;

  beforeEach(async () => {
    await reportTwice(app, [{ world: 444, ...SWORD }]);
    await app.post('/drops', { world: 301, ...SWORD, value: 30_000 });
    await app.post('/drops', { world: 301, ...ABSURD, reporter: 'mallory' });
    window = await pages.open('/admin', { httpCredentials: { username: 'admin', password: PASSWORD } });
  });

  const section = () => window.page.getByRole('region', { name: 'Drop parties', exact: true }).first();
  const press = async (name: string, then: string) => {
    await section().getByRole('button', { name, exact: true }).click();
    await section().getByRole('button', { name: then, exact: true }).click();
  };
  const showDrops = (world: number) => section().getByText(`Newest drops on world ${world}`).click();

  it('the party with a spoofed drop comes first, and removing the drop takes it off the board', async () => {
    assert.equal(await section().getByRole('heading', { level: 3 }).first().textContent(), 'World 301');
    const { page: board } = await pages.open('/?sort=claimed');
    await new DropCards(board).showInOrder([301, 444]);
    await showDrops(301);
    await section().getByText('unconfirmed').first().waitFor();
    await press('Remove 9007T', 'Remove');
    await section().getByText('removed', { exact: true }).waitFor();
    await new DropCards(board).showInOrder([444, 301]);
    await new DropCards(board).of(301).getByText('30k').first().waitFor();
    await window.page.getByText('drop removed').first().waitFor();
  });

  it('a drop can be confirmed, and its party ended', async () => {
    await showDrops(301);
    await section().getByRole('button', { name: 'Confirm Rune 2h sword' }).click();
    type Party = { confirmed_drops: number };
    await until(async () => (await readJson<Party>(await app.get('/parties/2'))).confirmed_drops === 1, 'it');
    await press('End the party on world 301', 'End');
    await section().getByRole('heading', { name: 'World 301' }).waitFor({ state: 'detached' });
    await section().getByLabel('Only the party with this id, which may have ended').fill('2');
    await window.page.keyboard.press('Enter');
    await section()
      .getByText(/, ended/)
      .waitFor();
  });

  it('the reporter of a drop can be muted', async () => {
    await showDrops(301);
    await press('Mute the reporter of 9007T', 'Mute the reporter');
    const muted = async () => (await new Admin(app).do<{ mutes: object[] }>('GET', '/mutes')).mutes.length;
    await until(async () => (await muted()) === 1, 'the mute');
    const answer = await app.post('/drops', { world: 302, ...SWORD, reporter: 'mallory' });
    assert.partialDeepStrictEqual(await readJson(answer), { status: 'ignored', reason: 'muted' });
  });
});
