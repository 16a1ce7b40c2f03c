/**
 * Characters that draw nothing, or act on what is around them. Of the format characters (Cf), those that are drawn around the digits
 * after them, such as the Arabic number sign, are text like any other.
 */
const UNPRINTABLE =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFFD]--[\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}]]/v;

/** The blank of Braille counts as a symbol. */
const BLANK = /^[\p{Z}\u2800]+$/v;

/** ZWJ that makes one emoji of two. The first may have a skin tone or a variation selector. */
const EMOJI_JOINER = String.raw`(?<=\p{ExtPict}[\p{EMod}\uFE0F]?)\u200D(?=\p{ExtPict})`;

/**
 * Letters and marks that a joiner shapes. Scripts whose letters have one form are left out: between theirs it draws nothing, and
 * would only make two names that look the same.
 */
const JOINING = String.raw`[[\p{L}\p{M}]--[${[
  'Latn',
  'Grek',
  'Cyrl',
  'Armn',
  'Geor',
  'Hebr',
  'Hani',
  'Hang',
  'Hira',
  'Kana',
  'Thai',
  'Laoo',
]
  .map((script) => String.raw`\p{sc=${script}}`)
  .join('')}]]`;

/** ZWNJ and ZWJ as Persian and Devanagari need them, also after a number, and Mongolian's vowel separator. */
const LETTER_JOINER = String.raw`(?<=${JOINING}|[\p{Nd}--[0-9]])[\u200C\u200D\u180E](?=${JOINING})`;

/** They choose how the character before them is drawn: as an emoji, or in a regional form. */
const VARIATION_SELECTOR = String.raw`(?<=[\p{L}\p{N}\p{P}\p{S}])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}\u180B-\u180D\u180F]`;

/** The flag of a subdivision, such as Scotland: a black flag, its code in tag characters, and the end of tags. */
const SUBDIVISION_FLAG = String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`;

const INVISIBLE_TEXT = new RegExp([EMOJI_JOINER, LETTER_JOINER, VARIATION_SELECTOR, SUBDIVISION_FLAG].join('|'), 'gv');

/** Whether every character is seen, or changes how one is drawn that is. Rule: [IN-4]. */
export function isPrintable(text: string): boolean {
  if (BLANK.test(text)) return false;
  // Most text has nothing special in it.
  return !UNPRINTABLE.test(text) || !UNPRINTABLE.test(text.replaceAll(INVISIBLE_TEXT, ''));
}
