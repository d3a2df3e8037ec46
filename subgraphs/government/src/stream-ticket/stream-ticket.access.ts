import { aboutNobody, allowed, refused, type SubjectRule, subjectRule, type TypeAccess } from '@citygraph/kit';
import { watchesCameras } from '../camera-site/camera-site.access.ts';
import type { WatchedCamera } from '../camera-site/camera-site.loader.ts';
import type { StreamTicket } from './stream-ticket.entity.ts';

/** A ticket with its camera, by which it is judged. */
export type TicketForCamera = StreamTicket & { readonly camera: WatchedCamera };

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this.');

/** Who watches whom is open to the officers who may look through the camera themselves. */
const ofTheCamera: SubjectRule<TicketForCamera> = subjectRule(watchesCameras.rule, (viewer, { camera }, now) =>
  watchesCameras(viewer, camera, now),
);

const ownTicket: SubjectRule<TicketForCamera> = subjectRule('who asked for it', ({ principal }, { requestedBy }) =>
  principal.subject !== null && principal.subject === requestedBy ? allowed('who asked for it') : NOT_YOURS,
);

/** The token itself is for who asked, nobody else. */
export const streamTicketAccess: TypeAccess<TicketForCamera> = {
  default: ofTheCamera,
  fields: { token: ownTicket },
  about: aboutNobody,
};
