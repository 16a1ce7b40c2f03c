import leven from 'leven';

/** The share of a name's characters that may be wrong. */
const TYPOS_MAX = 1 / 3;

/** What to send instead of an unknown name: the known one that was most likely meant, or the choice of all. Rule: [IN-2]. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  return known.length === 0 ? 'nothing is taken here' : `known are: ${known.join(', ')}`;
}

/** The one with the fewest typos, however its words are joined; or else one whose words are all in the name: `partyName` is `name`. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const words = wordsOf(name);
  const spelt = words.join('');
  const byTypos = known
    .map((one) => ({ one, typos: leven(spelt, wordsOf(one).join('')) }))
    .filter(({ one, typos }) => typos <= Math.max(spelt.length, one.length) * TYPOS_MAX)
    .toSorted((a, b) => a.typos - b.typos)[0];
  if (byTypos) return byTypos.one;
  return known
    .filter((one) => wordsOf(one).every((word) => words.includes(word)))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** In lower case, from any style: `isPrivate`, `MaxPlayers`, `party-id`. Without the `is` of flags. */
function wordsOf(name: string): string[] {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  const [first, ...rest] = words.split(/[^a-z\d]+/).filter((word) => word !== '');
  return first === 'is' && rest.length > 0 ? rest : first === undefined ? [] : [first, ...rest];
}
