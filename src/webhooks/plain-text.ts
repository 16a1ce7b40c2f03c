/** Characters of a name that are shown: one line of a phone. */
const SHOWN_LENGTH_MAX = 64;

/**
 * A player's text so that Discord shows it as it is: one line, no mention, no link, no markdown, no change of direction.
 * Never empty, and at most twice as long as what is shown of it.
 */
export function plainText(text: string): string {
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = Array.from(line);
  const shown = characters.length > SHOWN_LENGTH_MAX ? `${characters.slice(0, SHOWN_LENGTH_MAX - 1).join('')}…` : line;
  // A word joiner behind @ takes the meaning of @everyone; a backslash that of all other punctuation.
  const escaped = shown.replaceAll(/[!-&(-+\-/:-?[-`{-~]/g, String.raw`\$&`).replaceAll('@', '@\u2060');
  return escaped === '' ? '-' : escaped;
}
