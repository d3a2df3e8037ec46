import { allowed, refused, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import type { DataGrant } from './data-grant.entity.ts';
import { isOfGrantee, isOfOwner } from './data-grant.rules.ts';

/** Reasons may hold what is nobody else's business: for those who ask and those who decide. */
export const dataGrantAccess: TypeAccess<DataGrant & OfPublisher> = {
  default: subjectRule('either side', (viewer, { ownerUscc, granteeUscc, role }) =>
    isOfOwner(viewer, ownerUscc) || isOfGrantee(viewer, granteeUscc) || role !== null
      ? allowed('either side')
      : refused('FORBIDDEN', 'You may not see this.'),
  ),
};
