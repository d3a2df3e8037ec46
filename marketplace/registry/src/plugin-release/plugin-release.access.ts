import type { Viewer } from '@citygraph/contract';
import { allowed, refused, subjectRule, type TypeAccess } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import { PROVIDERS } from '../catalog-entry/providers.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';

const AGENCIES = new Set(Object.values(PROVIDERS));

/** An officer of an agency whose data a plugin may want, or an administrator: who may have to judge it. */
export const mayReview = (viewer: Viewer): boolean =>
  isAdministrator(viewer) ||
  (viewer.principal.roles.includes('officer') &&
    viewer.principal.agency !== null &&
    AGENCIES.has(viewer.principal.agency));

/** What a vendor hands in is between its publisher and who judges it. */
export const pluginReleaseAccess: TypeAccess<OfPublisher> = {
  default: subjectRule('member or reviewer', (viewer, { role }) =>
    role !== null || mayReview(viewer)
      ? allowed('member or reviewer')
      : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
  ),
};
