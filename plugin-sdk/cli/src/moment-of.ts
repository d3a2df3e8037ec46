import { CommandError } from './command-error.ts';

/** A day (its end, by UTC) or a moment with its offset, as RFC 3339; USAGE names the flag. */
export function momentOf(said: string, flag: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(said);
  const text = isDay ? `${said}T23:59:59Z` : said;
  const isMoment = isDay || /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(said);
  const value = new Date(text);
  // 30 February is moved to March by Date, and is no day.
  const isReal = !Number.isNaN(value.getTime()) && (!isDay || value.toISOString().startsWith(said));
  if (!isMoment || !isReal) throw new CommandError('USAGE', 'error.no-moment', { flag, value: said });
  return value.toISOString();
}
