import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { reportTwice, SWORD, TWO_ADDRESSES, usePages } from './fixtures.ts';

/** A desktop, a phone and the narrowest phone. */
const WIDTHS = [1280, 390, 320];

describe('The card that other sites embed', () => {
  const pages = usePages({ env: TWO_ADDRESSES });

  for (const width of WIDTHS) {
    it(`shows a world live in the page of another site, as the world's page gives it, in a window of ${width} px`, async () => {
      const world = 400 + WIDTHS.indexOf(width);
      const own = await pages.open(`/?world=${world}`, { viewport: { width, height: 844 } });
      await own.page.getByText('Embed', { exact: true }).click();
      const html = await own.page.locator('pre').first().innerText();
      await own.assertFitsWidth();
      const site = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html').end(`<!doctype html><title>A clan</title>${html}`);
      }).listen(0, '127.0.0.1');
      await once(site, 'listening');
      try {
        const { port } = site.address() as AddressInfo;
        const window = await pages.open('/', { viewport: { width, height: 844 } });
        // The site is another origin.
        window.expectFaults(/^requested: http:\/\/127\.0\.0\.1:|favicon|^logged: Failed to load resource/);
        await window.page.goto(`http://127.0.0.1:${port}/`);
        const card = window.page.frameLocator('iframe');
        await card.getByText('No party right now').waitFor();
        await reportTwice(pages.app, [{ world, ...SWORD }]);
        await card.getByText('38k').first().waitFor();
        await card.getByText(/^1 drop, last \d+ seconds? ago$/).waitFor();
        await card.getByText(/^ends in [45]:\d\d$/).waitFor();
        await window.assertFitsWidth();
        const link = card.getByRole('link', { name: `World ${world}` });
        assert.equal(await link.evaluate((a) => (a as HTMLAnchorElement).href), `${pages.app.url}/?world=${world}`);
      } finally {
        site.close();
        site.closeAllConnections();
      }
    });
  }
});
