import { caseAtWork, type Principal, type Purpose, type Standing, subjectTypeOf } from '@citygraph/contract';
import type { Need } from './need.ts';

/** May the caller name somebody to a vendor in an argument? By type and key of an entity. */
export type MayName = (type: string, key: string) => boolean;

export interface Namer {
  readonly principal: Principal;
  /** null: government knows nothing of the caller, or was not asked. */
  readonly standing: Standing | null;
  readonly purpose: Purpose | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A vendor's answer about somebody is for whoever stands for them: themselves, their guardian, their household, who represents the firm, and the officer whose
 * living case names them, under a purpose of that case. No department is asked on this way, so the hub judges. null: nobody may be named.
 */
export function namingRule({ principal, standing, purpose, now }: Namer): MayName | null {
  if (principal.subject === null) return null;
  const own: Readonly<Record<string, readonly (string | null | undefined)[]>> = {
    Resident: [principal.resident, ...(standing?.guardianOf ?? [])],
    Household: [standing?.household],
    LegalEntity: standing?.represents ?? [],
  };
  const subjects = caseAtWork({ principal, standing, purpose }, now)?.subjects ?? [];
  return (type, key) =>
    (Object.hasOwn(own, type) && own[type]?.includes(key)) || (subjectTypeOf(key) === type && subjects.includes(key));
}

/** Can a vendor's answer to it lead to somebody? Who that is, it tells whoever may name them. */
export const mayLeadToPeople = ({ feeds }: Pick<Need, 'feeds'>): boolean =>
  feeds.some(({ leadsToPeople }) => leadsToPeople);

/** Can a request for it name somebody to a vendor? */
export const mayNamePeople = ({ feeds }: Pick<Need, 'feeds'>): boolean => feeds.some(({ namesPeople }) => namesPeople);

/** Deeper than any input of a department is nested; ids of apps are opened no deeper either. */
const DEEPEST = 64;

/** Residents whom variables name by their keys. */
export function residentsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return subjectTypeOf(value.trim()) === 'Resident' ? [value.trim()] : [];
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return [];
  return Object.values(value).flatMap((inner) => residentsIn(inner, depth + 1));
}
