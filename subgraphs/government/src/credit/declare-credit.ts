import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { entersCredit } from './credit.access.ts';
import { CreditCategory } from './credit-category.ts';
import { assertRedressable, isCompetent, REGISTER_KEEPER, SELF_DECLARED } from './declare-credit.rules.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

export const Statement = z
  .string()
  .trim()
  .min(4, 'say it in four characters or more')
  .max(2000, 'say it in 2,000 characters');

const Declaration = z
  .strictObject({
    uscc: z.string(),
    category: z.enum(CreditCategory),
    statement: Statement,
    recordId: z.string().min(1).max(40).nullable(),
  })
  .refine(({ category, recordId }) => (category === 'REDRESS') === (recordId !== null), {
    path: ['recordId'],
    message: 'give the record that is redressed with category REDRESS, and with no other',
  });

export type Declaration = z.infer<typeof Declaration>;

/** Enters a public credit record. Answers its id. */
export async function declareCredit(
  em: EntityManager,
  viewer: Viewer,
  declaration: Declaration,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Declaration, declaration);
  const isLiving = living(PublicCreditRecord, { redressedAt: null });
  const request = { operation: 'declareCredit', key, viewer, input, now, isLiving };
  return idempotent(em, request, (inner) => enterRecord(inner, viewer, input, now));
}

/** The same inside a transaction that is open already, for an input that has been checked. */
export async function enterRecord(
  em: EntityManager,
  viewer: Viewer,
  { uscc, category, statement, recordId }: Declaration,
  now: Date,
): Promise<string> {
  const entity = await em.findOne(LegalEntity, { uscc });
  if (!entity) {
    throw new CityGraphError('NOT_FOUND', `uscc: no legal entity has the code ${uscc}.`, {
      extensions: { argument: 'uscc' },
    });
  }
  const sourceUscc = SELF_DECLARED.includes(category)
    ? await keeperFor(em, viewer, uscc)
    : await competentAgency(em, viewer, entity, category, now);
  const effectiveFrom = cityDay(now);
  if (recordId !== null) await redress(em, viewer, uscc, recordId, effectiveFrom);
  const id = newId('cre_');
  await em.insert(PublicCreditRecord, {
    id,
    subjectUscc: uscc,
    category,
    sourceUscc,
    statement,
    effectiveFrom,
    redressedAt: null,
    redresses: recordId,
    division: entity.division,
  });
  return id;
}

async function keeperFor(em: EntityManager, { standing }: Viewer, uscc: string): Promise<string> {
  if (!standing?.represents.includes(uscc)) {
    throw new CityGraphError('FORBIDDEN', `uscc: only the legal representative of ${uscc} declares this category.`, {
      extensions: { argument: 'uscc' },
    });
  }
  return (await em.findOneOrFail(Agency, { field: REGISTER_KEEPER })).uscc;
}

async function competentAgency(
  em: EntityManager,
  viewer: Viewer,
  entity: LegalEntity,
  category: CreditCategory,
  now: Date,
): Promise<string> {
  const verdict = entersCredit(viewer, entity, now);
  if (!verdict.allowed) throw new CityGraphError(verdict.code, verdict.message);
  const agency = await em.findOne(Agency, { uscc: viewer.principal.agency ?? '' });
  if (!agency || !isCompetent(agency.field, category)) {
    throw new CityGraphError('FORBIDDEN', `category: your agency is not competent to enter a ${category}.`, {
      extensions: { argument: 'category' },
    });
  }
  return agency.uscc;
}

/** Compare-and-set: of two officers at once, one redresses the record. */
async function redress(
  em: EntityManager,
  { principal }: Viewer,
  uscc: string,
  id: string,
  today: string,
): Promise<void> {
  const record = await em.findOne(PublicCreditRecord, { id }, { disableIdentityMap: true });
  if (!record) {
    throw new CityGraphError('NOT_FOUND', `recordId: ${uscc} has no record ${id}.`, {
      extensions: { argument: 'recordId' },
    });
  }
  assertRedressable(record, { uscc, agency: principal.agency });
  const changed = await em.nativeUpdate(PublicCreditRecord, { id, redressedAt: null }, { redressedAt: today });
  if (changed === 0) {
    throw new CityGraphError('CONFLICT', `recordId: ${id} has been redressed already.`, {
      extensions: { argument: 'recordId' },
    });
  }
}
