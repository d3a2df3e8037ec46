import { allowed, refused, subjectRule, type TypeAccess } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import type { MemberRole } from './publisher.entity.ts';

/** An object of a publisher's with what the viewer is in it: whoever loads the object looks it up, since no token says so. */
export interface OfPublisher {
  readonly role: MemberRole | null;
}

/** Its members, and administrators. */
export const memberRule = subjectRule<OfPublisher>('member', (viewer, { role }) =>
  role !== null || isAdministrator(viewer)
    ? allowed('member')
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);

export const publisherAccess: TypeAccess<OfPublisher> = { default: memberRule };
