import { CityGraphError, type Viewer } from '@citygraph/contract';
import { allowed, refused, type SubjectRule, subjectRule } from '@citygraph/kit';
import { DATA_AUTHORITY } from './catalog-entry/providers.ts';

/** An administrator of the city's data authority. */
export const isAdministrator = ({ principal }: Viewer): boolean =>
  principal.roles.includes('administrator') && principal.agency === DATA_AUTHORITY;

export const administrator: SubjectRule<unknown> = subjectRule('administrator', (viewer) =>
  isAdministrator(viewer)
    ? allowed('administrator')
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

/** @throws UNAUTHENTICATED or FORBIDDEN. */
export function assertAdministrator(viewer: Viewer): void {
  if (isAdministrator(viewer)) return;
  if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  throw new CityGraphError('FORBIDDEN', 'This is for administrators of the data authority.');
}
