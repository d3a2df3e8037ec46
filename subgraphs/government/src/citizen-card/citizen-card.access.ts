import { anyOf, guardian, officer, self, type TypeAccess } from '@citygraph/kit';
import type { CitizenCard } from './citizen-card.entity.ts';

/** What a rule reads. An unregistered key has no holder, so that unknown and forbidden look alike. */
export type CitizenCardSubject = Pick<CitizenCard, 'id' | 'division'> & { readonly residentId: string | null };

const holder = ({ residentId }: CitizenCardSubject): string | null => residentId;

export const citizenCardAccess: TypeAccess<CitizenCardSubject> = {
  about: (card) => [holder(card)],
  default: anyOf(
    self(holder),
    guardian(holder),
    officer<CitizenCardSubject>({
      purposes: ['social-assistance'],
      subject: ({ residentId }) => (residentId === null ? [] : [residentId]),
      divisionOf: ({ division }) => division,
    }),
  ),
};
