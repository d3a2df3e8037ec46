import { anyOf, officer, self, type TypeAccess } from '@citygraph/kit';

/** USCC of the Civil Affairs Bureau, which decides on assistance. */
const CIVIL_AFFAIRS = '11220100MB1C101566';

interface ResidentSubject {
  readonly id: string;
}

const itself = self<ResidentSubject>(({ id }) => id);

/** What finance adds to a resident is the resident's own; Civil Affairs, on a case that names the resident, sees the band. */
export const residentAccess: TypeAccess<ResidentSubject> = {
  default: itself,
  about: ({ id }) => [id],
  fields: {
    depositBand: anyOf(
      itself,
      officer({ purposes: ['social-assistance'], agencies: [CIVIL_AFFAIRS], subject: ({ id }) => [id] }),
    ),
  },
};
