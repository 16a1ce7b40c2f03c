const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it can be put into HTML, between tags and in quoted attributes, and into XML. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}

type TextPage = {
  title: string;
  /** The path of the board as the browser sees it, with a slash at its end. */
  home: string;
  /** HTML. */
  body: string;
};

/** A page that is only text, below the way to the board and to the pages of the API. */
export function textPage({ title, home, body }: TextPage): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="dark light" />
    <title>${title} · Muster</title>
    <link rel="icon" href="${home}docs/favicon-32x32.png" />
    <link rel="stylesheet" href="${home}docs/pages.css" />
  </head>
  <body class="text">
    <nav class="site" aria-label="Muster"><a href="${home}">← Muster</a> <a href="${home}docs">API</a> <a href="${home}redoc">Reference</a> <a href="${home}docs/errors">Errors</a></nav>
    <main>
      ${body}
    </main>
  </body>
</html>
`;
}

/** GP in short, rounded down: 950, 38k, 1.2M. */
export function shortGp(value: number): string {
  return SHORT.format(value).replace('K', 'k');
}

const SHORT = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumFractionDigits: 1,
  roundingMode: 'floor',
});
