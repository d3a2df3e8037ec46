import { organisationCodeCheckDigit, residentIdCheckDigit, usccCheckDigit, vinCheckDigit } from '@citygraph/contract';
import type { Random } from './random.ts';

/** Makes codes with valid check digits, each once. */
export interface CodeMint {
  /** GB 11643 of someone born then in that district. */
  residentIdNumber(division: string, birthDate: string, sex: 'F' | 'M', random: Random): string;
  /** GB 32100; `registry` is its first two characters: 91 for firms, 12 for public institutions. */
  uscc(registry: '12' | '91'): string;
  /** GB/T 37346. */
  realEstateUnitCode(division: string, rural: boolean): string;
  vin(): string;
  plate(random: Random): string;
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

export function codeMint(): CodeMint {
  const idNumbers = new Set<string>();
  const plates = new Set<string>();
  const counters = new Map<string, number>();
  const count = (of: string): number => {
    const next = (counters.get(of) ?? 0) + 1;
    counters.set(of, next);
    return next;
  };
  return {
    residentIdNumber(division, birthDate, sex, random) {
      for (;;) {
        const sequence = random.int(0, 499) * 2 + (sex === 'M' ? 1 : 0);
        const body = `${division.slice(0, 6)}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`;
        if (idNumbers.has(body)) continue;
        idNumbers.add(body);
        return body + residentIdCheckDigit(body);
      }
    },
    uscc(registry) {
      const organisation = `${registry === '12' ? 'MB' : 'MA'}${(1_000_000 + count('uscc')).toString(36).toUpperCase().padStart(6, '0')}`;
      const body = organisation.replaceAll(
        /[IOSVZ]/g,
        (letter) => ({ I: '1', O: '0', S: '5', V: 'W', Z: '2' })[letter] ?? letter,
      );
      const code = `${registry}220100${body}${organisationCodeCheckDigit(body)}`;
      const key = `uscc ${code}`;
      if (counters.has(key)) return this.uscc(registry);
      counters.set(key, 1);
      return code + usccCheckDigit(code);
    },
    realEstateUnitCode(division, rural) {
      const n = count(`unit ${division.slice(0, 6)}`);
      const area = String(1 + Math.floor(n / 100_000)).padStart(3, '0');
      return `${division.slice(0, 6)}${area}001${rural ? 'JB' : 'GB'}${String(n % 100_000).padStart(5, '0')}F00010001`;
    },
    vin() {
      const n = count('vin');
      const blank = `LFVCG2A2_TK${String(n).padStart(6, '0')}`;
      return blank.replace('_', vinCheckDigit(blank));
    },
    plate(random) {
      for (;;) {
        const tail = Array.from({ length: 5 }, (_, i) =>
          i === 1 ? random.pick([...LETTERS]) : String(random.int(0, 9)),
        ).join('');
        const plate = `吉A${tail}`;
        if (plates.has(plate)) continue;
        plates.add(plate);
        return plate;
      }
    },
  };
}
