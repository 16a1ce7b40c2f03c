const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it can be put into HTML, between tags and in quoted attributes, and into XML. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** GP in the game's notation, rounded down: 950, 38k, 1.2M. */
export function shortGp(value: number): string {
  return SHORT.format(value).replace('K', 'k');
}

const SHORT = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumFractionDigits: 1,
  roundingMode: 'floor',
});
