import { organisationCodeCheckDigit, USCC_ALPHABET, usccCheckDigit } from './check-digits.ts';
import { reject } from './reject.ts';

const SHAPE = new RegExp(`^[${USCC_ALPHABET}]{2}\\d{6}[${USCC_ALPHABET}]{10}$`);

/** A unified social credit code (GB 32100-2015): 18 characters of a 31-letter alphabet, the last a check character. */
export function parseUscc(text: string): string {
  if (!SHAPE.test(text)) {
    reject('unified social credit code', text, 'give 18 characters of 0-9 and A-Y without I, O, S, V, Z.');
  }
  if (usccCheckDigit(text) !== text[17]) {
    reject(
      'unified social credit code',
      text,
      'its last character does not fit the others; compare it with the licence.',
    );
  }
  return text;
}

/** Oddities of a valid code that registers live with: the inner organisation code (GB 11714) has a check character of its own. */
export function usccWarnings(uscc: string): string[] {
  const inner = uscc.slice(8, 17);
  return organisationCodeCheckDigit(inner) === inner[8]
    ? []
    : [`The organisation code ${inner} inside ${uscc} has a wrong check character.`];
}
