import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, idempotent, newId, officer, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { CreditCategory } from './credit-category.ts';
import {
  assertRedressable,
  CREDIT_PURPOSES,
  isCompetent,
  REGISTER_KEEPER,
  SELF_DECLARED,
} from './declare-credit.rules.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const Declaration = z
  .strictObject({
    uscc: z.string(),
    category: z.enum(CreditCategory),
    statement: z.string().trim().min(4, 'say it in four characters or more').max(2000, 'say it in 2,000 characters'),
    recordId: z.string().min(1).max(40).nullable(),
  })
  .refine(({ category, recordId }) => (category === 'REDRESS') === (recordId !== null), {
    path: ['recordId'],
    message: 'give the record that is redressed with category REDRESS, and with no other',
  });

export type Declaration = z.infer<typeof Declaration>;

const officerOnEntity = officer<LegalEntity>({
  purposes: CREDIT_PURPOSES,
  roles: ['officer'],
  subject: ({ uscc }) => [uscc],
  divisionOf: ({ division }) => division,
});

/** Enters a public credit record. Answers its id. */
export async function declareCredit(
  em: EntityManager,
  viewer: Viewer,
  declaration: Declaration,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Declaration, declaration);
  return idempotent(em, { operation: 'declareCredit', key, viewer, input, now }, async (inner) => {
    const entity = await inner.findOne(LegalEntity, { uscc: input.uscc });
    if (!entity) {
      throw new CityGraphError('NOT_FOUND', `uscc: no legal entity has the code ${input.uscc}.`, {
        extensions: { argument: 'uscc' },
      });
    }
    const source = SELF_DECLARED.includes(input.category)
      ? await keeperFor(inner, viewer, input.uscc)
      : await competentAgency(inner, viewer, entity, input.category, now);
    const today = cityDay(now);
    if (input.recordId !== null) await redress(inner, viewer, input.uscc, input.recordId, today);
    const id = newId('cre_');
    await inner.insert(PublicCreditRecord, {
      id,
      subjectUscc: input.uscc,
      category: input.category,
      sourceUscc: source,
      statement: input.statement,
      effectiveFrom: today,
      redressedAt: null,
      redresses: input.recordId,
      division: entity.division,
    });
    return id;
  });
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
  const verdict = officerOnEntity(viewer, entity, now);
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
