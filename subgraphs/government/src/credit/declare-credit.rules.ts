import type { AgencyField } from '@citygraph/city';
import { CityGraphError, type Purpose } from '@citygraph/contract';
import type { CreditCategory } from './credit-category.ts';

/** Categories an entity declares about itself. */
export const SELF_DECLARED: readonly CreditCategory[] = ['BASIC', 'COMMITMENT'];

/** The agency that keeps the credit register, and stands as source of what entities declare themselves. */
export const REGISTER_KEEPER: AgencyField = 'development-reform';

/** For what an officer may enter or look into the credit of an entity. */
export const CREDIT_PURPOSES = ['market-supervision', 'tax'] as const satisfies readonly Purpose[];

/** Agencies that the law lets keep a list of the seriously dishonest. */
const LISTING_AGENCIES: readonly AgencyField[] = [
  'market-supervision',
  'social-security',
  'housing',
  'environment',
  'emergency',
  'finance',
  'development-reform',
];

/** Any agency records its own licences and penalties; listing needs a law of its own. */
export function isCompetent(field: string, category: CreditCategory): boolean {
  if (SELF_DECLARED.includes(category)) return false;
  return category !== 'DISHONESTY_LISTING' || LISTING_AGENCIES.some((listing) => listing === field);
}

interface Redressable {
  readonly id: string;
  readonly subjectUscc: string;
  readonly category: CreditCategory;
  readonly sourceUscc: string;
}

/** Only a breach can be mended: what permits, commits or describes has nothing to redress. */
export const isRedressable = ({ category }: Pick<Redressable, 'category'>): boolean =>
  category === 'ADMINISTRATIVE_PENALTY' || category === 'DISHONESTY_LISTING';

/** Only a penalty or a listing can be redressed, and only by the agency that entered it. */
export function assertRedressable(
  record: Redressable,
  { uscc, agency }: { uscc: string; agency: string | null },
): void {
  if (record.subjectUscc !== uscc) throw refuse('NOT_FOUND', `${uscc} has no record ${record.id}.`);
  if (!isRedressable(record)) {
    throw refuse('BAD_USER_INPUT', `${record.id} is a ${record.category}; only penalties and listings are redressed.`);
  }
  if (record.sourceUscc !== agency) {
    throw refuse('FORBIDDEN', `${record.id} was entered by another agency, which alone can redress it.`);
  }
}

const refuse = (code: 'NOT_FOUND' | 'BAD_USER_INPUT' | 'FORBIDDEN', message: string) =>
  new CityGraphError(code, `recordId: ${message}`, { extensions: { argument: 'recordId' } });
