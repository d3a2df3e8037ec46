import { CommandError } from '../command-error.ts';
import { MATTER_KINDS, type MatterKind } from './matter.ts';

/** What the hub's keys begin with. */
const PREFIXES: ReadonlyMap<string, MatterKind> = new Map([
  ['rev', 'review'],
  ['grt', 'grant'],
  ['clm', 'name'],
  ['sub', 'subscription'],
  ['brk', 'breaking'],
]);

/** The kind that somebody said, or that the key tells: a licence is its publisher's, whose handle has no underscore. */
export function kindOf(id: string, said: string | undefined): MatterKind {
  const named = MATTER_KINDS.find((kind) => kind === said);
  if (named) return named;
  const [, prefix] = /^([a-z]+)_/.exec(id) ?? [];
  const told = prefix === undefined ? 'licence' : PREFIXES.get(prefix);
  if (told) return told;
  throw new CommandError('USAGE', 'error.unknown-matter', { id, kinds: MATTER_KINDS.join(', ') });
}
