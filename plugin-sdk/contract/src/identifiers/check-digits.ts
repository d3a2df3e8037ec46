/** Alphabet of ISO 7064 MOD 11-2 remainders as GB 11643 prints them. */
const MOD_11_2 = '10X98765432';
const RESIDENT_ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_CODE_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The 31 characters of GB 32100: no I, O, Z, S, V. */
export const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Check character of a resident identity number (GB 11643-1999, ISO 7064 MOD 11-2) from its first 17 digits. */
export function residentIdCheckDigit(body: string): string {
  const sum = RESIDENT_ID_WEIGHTS.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
  return MOD_11_2[sum % 11] as string;
}

/** Check character of a unified social credit code (GB 32100-2015) from its first 17 characters. */
export function usccCheckDigit(body: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of body.slice(0, 17)) {
    sum += USCC_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_ALPHABET[(31 - (sum % 31)) % 31] as string;
}

/** Check character of an organisation code (GB 11714) from its first 8 characters. */
export function organisationCodeCheckDigit(body: string): string {
  const sum = ORGANISATION_CODE_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(body[i] as string, 36),
    0,
  );
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** Check digit of a GS1 key (GTIN, GLN, SSCC) from the digits before it: weights 3 and 1 from the right. */
export function gs1CheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1);
  return String((10 - (sum % 10)) % 10);
}

const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [...'ABCDEFGH']
    .map((letter, i): [string, number] => [letter, i + 1])
    .concat(
      [...'JKLMN'].map((letter, i): [string, number] => [letter, i + 1]),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((letter, i): [string, number] => [letter, i + 2]),
      [...'0123456789'].map((digit): [string, number] => [digit, Number(digit)]),
    ),
);
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Check character of a 17-character VIN (GB 16735, position 9); what stands there is ignored. */
export function vinCheckDigit(vin: string): string {
  const sum = VIN_WEIGHTS.reduce((total, weight, i) => total + weight * (VIN_VALUES[vin[i] as string] ?? 0), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}

/** The two check digits of a legal entity identifier (ISO 17442, ISO 7064 MOD 97-10) from its first 18 characters. */
export function leiCheckDigits(body: string): string {
  let remainder = 0;
  for (const character of `${body.slice(0, 18)}00`) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return String(98 - remainder).padStart(2, '0');
}
