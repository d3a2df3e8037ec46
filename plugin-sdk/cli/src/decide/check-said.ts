import { CommandError } from '../command-error.ts';
import type { MatterKind, Said } from './matter.ts';

type Word = keyof Said;

interface Words {
  readonly must: readonly Word[];
  readonly may: readonly Word[];
}

/** What each yes and each no consists of: the registry takes nothing else, and what is not heard must not be said. */
const APPROVING: Readonly<Record<MatterKind, Words>> = {
  review: { must: [], may: ['digest', 'egress-digest'] },
  grant: { must: [], may: ['coordinate', 'consent', 'reason'] },
  name: { must: ['reason'], may: [] },
  licence: { must: ['uscc'], may: [] },
  subscription: { must: [], may: ['reason'] },
  breaking: { must: ['reason'], may: ['digest'] },
};
const REJECTING: Readonly<Record<MatterKind, Words>> = {
  review: { must: ['code', 'reason'], may: ['changes'] },
  grant: { must: ['reason'], may: [] },
  name: { must: ['reason'], may: [] },
  licence: { must: [], may: [] },
  subscription: { must: ['reason'], may: [] },
  breaking: { must: ['reason'], may: ['digest'] },
};

/** @throws USAGE when something is missing, or is said that this kind of matter does not hear */
export function checkSaid(command: 'admin approve' | 'admin reject', kind: MatterKind, said: Said): void {
  if (command === 'admin reject' && kind === 'licence') throw new CommandError('USAGE', 'error.licence-not-rejected');
  const { must, may } = (command === 'admin approve' ? APPROVING : REJECTING)[kind];
  const missing = must.find((word) => said[word] === undefined);
  if (missing) throw new CommandError('USAGE', 'error.missing-flag', { flag: `--${missing}`, command });
  const given = (Object.keys(said) as Word[]).filter((word) => said[word] !== undefined);
  const foreign = given.find((word) => !must.includes(word) && !may.includes(word));
  if (foreign) throw new CommandError('USAGE', 'error.flag-of-kind', { flag: `--${foreign}`, kind });
}
