import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { lineOfText } from '../../src/protocol/fields.ts';

const name = lineOfText(64);
const accepts = (text: string) => name.safeParse(text).success;

const TEXT: Record<string, string> = {
  'a family': '👨‍👩‍👧',
  'a heart on fire': '❤️‍🔥',
  'an astronaut with a skin tone': '👩🏽‍🚀',
  'a handshake of two skin tones': '🫱🏻‍🫲🏿',
  'a rainbow flag': '🏳️‍🌈',
  'the flag of Scotland': '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
  'the flag of Texas': '🏴\u{E0075}\u{E0073}\u{E0074}\u{E0078}\u{E007F}',
  'a keycap': '1️⃣',
  Persian: 'می‌خواهم',
  'a Persian number with a suffix': '۵‌تایی',
  Devanagari: 'क्‍ष',
  Sinhala: 'ශ්‍රී ලංකා',
  Arabic: 'السلام عليكم',
  'an Arabic number sign': '\u0600١٢',
  Mongolian: 'ᠬᠠᠷ\u180Eᠠ',
  'a Japanese regional form': '葛\u{E0100}城',
  accents: 'Zoë e\u0301',
};

const NO_TEXT: Record<string, string> = {
  'a control': 'a\u0007b',
  'a line separator': 'a\u2028b',
  'a bidi override': 'a\u202eb',
  'a bidi isolate': 'a\u2066b',
  'a right-to-left mark': 'a\u200fb',
  'half a surrogate pair': 'a\ud83d',
  'U+FFFD': 'a\ufffd',
  'a zero-width space': 'a\u200bb',
  'a soft hyphen': 'a\u00adb',
  'a ZWJ alone': '\u200d',
  'a ZWNJ alone': '\u200c',
  'a ZWJ at the start': '\u200dشب',
  'a ZWJ at the end': 'شب\u200d',
  'two ZWNJ in a word': 'شب\u200c\u200cها',
  'a ZWJ between Latin letters': 'al\u200dice',
  'a ZWJ after an emoji': '👨\u200d',
  'a ZWJ before an emoji': 'a\u200d👨',
  'a tag character': 'a\u{E0061}',
  'tag characters without a flag': '\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}',
  'a flag of tags without an end': '🏴\u{E0067}\u{E0062}',
  'a hidden text of tags after a flag': `🏴${'\u{E0061}'.repeat(20)}\u{E007F}`,
  'a variation selector alone': '\ufe0f',
  'two variation selectors': '❤\ufe0f\ufe0f',
  'a Hangul filler': '\u3164',
  'blanks of Braille': '\u2800\u2800',
};

describe('[IN-4] a name', () => {
  for (const [what, text] of Object.entries(TEXT)) {
    it(`may have ${what}`, () => assert.equal(name.parse(text), text));
  }

  for (const [what, text] of Object.entries(NO_TEXT)) {
    it(`may not have ${what}`, () => assert.ok(!accepts(text)));
  }

  const seen = fc.constantFrom(...Array.from('aZ9_é日한дشبमक👩🏽'));
  const invisible = fc.constantFrom('\u200c', '\u200d', '\u200b', '\u2060', '\ufeff', '\u202e', '\u{E0061}', '\u3164');

  it('of visible characters is accepted, in any order', () => {
    fc.assert(fc.property(fc.string({ unit: seen, minLength: 1, maxLength: 16 }), accepts));
  });

  it('never begins or ends with an invisible character, and never is of them alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: seen, maxLength: 8 }), invisible, (text, hidden) => {
        for (const wrong of [hidden + text, text + hidden, hidden + hidden]) {
          // The end of white space is cut off.
          if (wrong.trim() === wrong) assert.ok(!accepts(wrong), JSON.stringify(wrong));
        }
      }),
    );
  });

  it('never has a control, a bidirectional control or two invisible characters in a row', () => {
    const control = fc.constantFrom(
      '\u0000',
      '\u001b',
      '\u0085',
      '\u200e',
      '\u202a',
      '\u202d',
      '\u2067',
      '\u200d\u200d',
    );
    const text = fc.string({ unit: seen, minLength: 1, maxLength: 8 });
    fc.assert(fc.property(text, control, text, (before, inside, after) => !accepts(before + inside + after)));
  });

  it('of any emoji sequence of two is accepted', () => {
    const emoji = fc.constantFrom('👩', '👩🏽', '❤️', '🏳️', '👁️', '🔥', '🚀', '⚕️');
    fc.assert(fc.property(emoji, emoji, (first, second) => accepts(`${first}\u200d${second}`)));
  });
});
