import { allowed, refused, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { HopKey } from './hop-key.ts';

/** A key is shown once, in the answer to who asked for it. */
export const hopKeyAccess: TypeAccess<HopKey> = {
  default: subjectRule('who asked', (viewer, { shownTo }) =>
    viewer.principal.subject === shownTo ? allowed('who asked') : refused('FORBIDDEN', 'You may not see this.'),
  ),
};
