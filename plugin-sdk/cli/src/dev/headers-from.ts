import { CommandError } from '../command-error.ts';

/** `authorization: Bearer farmer`, several times, as headers by name in lower case. */
export function headersFrom(said: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    said.map((line) => {
      const [, name, value] = /^([A-Za-z0-9-]{1,60})\s*:\s*([\x20-\x7e]+)$/.exec(line) ?? [];
      if (name === undefined || value === undefined)
        throw new CommandError('USAGE', 'error.bad-header', { value: line });
      return [name.toLowerCase(), value.trim()];
    }),
  );
}
