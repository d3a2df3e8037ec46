import { LOCALES, localeOf } from '@citygraph/contract/locale';
import { boolean, custom, string } from '@oclif/core/flags';
import { CommandError } from './command-error.ts';

/** Seconds, from a tenth to an hour. */
const seconds = custom<number>({
  parse: async (input) => {
    const value = Number(input);
    if (input.trim() !== '' && value >= 0.1 && value <= 3_600) return value;
    throw new CommandError('USAGE', 'error.timeout-value', { value: input });
  },
});

/** What every command takes. */
export const GLOBAL_FLAGS = {
  json: boolean({ default: false }),
  profile: string(),
  hub: string(),
  'token-file': string(),
  locale: string({
    parse: async (input) => {
      if (localeOf(input) !== null) return input;
      throw new CommandError('USAGE', 'error.locale', { value: input, known: LOCALES.join(', ') });
    },
  }),
  'no-color': boolean({ default: false }),
  timeout: seconds({ default: 30 }),
  help: boolean({ char: 'h', default: false }),
} as const;

export const MUTATION_FLAGS = { 'dry-run': boolean({ default: false }) } as const;
export const DESTRUCTIVE_FLAGS = { yes: boolean({ char: 'y', default: false }) } as const;
