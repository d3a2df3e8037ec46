import type { Purpose } from '@citygraph/contract';
import {
  aboutNobody,
  allowed,
  inTenancy,
  refused,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
  worksOn,
} from '@citygraph/kit';
import type { CameraSite } from './camera-site.entity.ts';

/** For what somebody may look through a camera. */
export const CAMERA_PURPOSES = ['emergency-response', 'city-management'] as const satisfies readonly Purpose[];

/** What the rules read. A camera that does not exist has just a key, so that unknown and forbidden look alike. */
export type CameraSubject = Pick<CameraSite, 'id' | 'divisionCode'> & {
  /** USCC of the agencies that may look, whoever runs the camera. */
  readonly watchers: readonly string[];
};

const NOT_YOURS = refused('FORBIDDEN', 'You may not see this, or it does not exist.');
const ADVICE = `Officers need a case and one of the purposes ${CAMERA_PURPOSES.join(', ')}.`;

/**
 * Officers of Public Security and Emergency Management with a living case and a purpose. The case need not name the camera:
 * an emergency picks its places itself. Which case it was stays on every ticket.
 */
export const watchesCameras: SubjectRule<CameraSubject> = subjectRule(
  'officer of Public Security or Emergency Management',
  (viewer, { watchers, divisionCode }, now) => {
    const { agency, roles } = viewer.principal;
    if (agency === null || !roles.includes('officer')) return NOT_YOURS;
    if (!worksOn(viewer, CAMERA_PURPOSES, now)) {
      return viewer.purpose === null ? refused('PURPOSE_REQUIRED', ADVICE) : refused('FORBIDDEN', ADVICE);
    }
    return watchers?.includes(agency) && inTenancy(viewer, divisionCode) ? allowed('watching officer') : NOT_YOURS;
  },
);

/** Where cameras stand is not for everybody: who knows that knows where there are none. */
export const cameraSiteAccess: TypeAccess<CameraSubject> = { default: watchesCameras, about: aboutNobody };

export const unknownCamera = (id: string): CameraSubject => ({ id, divisionCode: '', watchers: [] });
