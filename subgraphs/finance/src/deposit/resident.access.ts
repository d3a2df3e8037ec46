import { anyOf, guardian, officer, self, type TypeAccess } from '@citygraph/kit';

/** USCC of the Civil Affairs Bureau, which decides on assistance. */
const CIVIL_AFFAIRS = '11220100MB1C101566';

const own = self<{ id: string }>(({ id }) => id);

/** Finance's fields of a resident. */
export const residentAccess: TypeAccess<{ id: string }> = {
  default: anyOf(
    own,
    guardian(({ id }) => id),
  ),
  fields: {
    depositBand: anyOf(
      own,
      officer({ purposes: ['social-assistance'], agencies: [CIVIL_AFFAIRS], subject: ({ id }) => [id] }),
    ),
  },
};
