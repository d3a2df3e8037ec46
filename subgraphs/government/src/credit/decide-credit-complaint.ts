import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, granted, idempotent, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { decidesComplaint } from './credit.access.ts';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { isRedressable, REGISTER_KEEPER } from './declare-credit.rules.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const Decision = z.strictObject({
  complaintId: z.string().min(1).max(40),
  uphold: z.boolean(),
  reason: z.string().trim().min(4, 'give your reason in four characters or more').max(2000, 'use 2,000 characters'),
});

/**
 * The agency behind the record (without one: the keeper of the register) upholds or dismisses a complaint, once. A penalty or
 * listing that was objected to with right is redressed in the same transaction. Answers the complaint's id.
 */
export async function decideCreditComplaint(
  em: EntityManager,
  viewer: Viewer,
  decision: z.infer<typeof Decision>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Decision, decision);
  const { complaintId: id, uphold, reason } = input;
  return idempotent(em, { operation: 'decideCreditComplaint', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(CreditComplaint, { id }, { disableIdentityMap: true });
    const record = found?.recordId ? await inner.findOne(PublicCreditRecord, { id: found.recordId }) : null;
    const competentUscc = record?.sourceUscc ?? (await inner.findOneOrFail(Agency, { field: REGISTER_KEEPER })).uscc;
    const complaint = granted(viewer, decidesComplaint, found && { ...found, competentUscc }, {
      argument: 'complaintId',
      what: 'complaint',
      now,
    });
    // Compare-and-set: of two officers at once, one decides.
    const decided = await inner.nativeUpdate(
      CreditComplaint,
      { id, status: 'OPEN' },
      { status: uphold ? 'UPHELD' : 'DISMISSED', reason, decidedAt: now, decidedBy: viewer.principal.subject },
    );
    if (decided === 0) {
      const how = complaint.status === 'OPEN' ? 'decided meanwhile' : complaint.status;
      throw new CityGraphError('CONFLICT', `complaintId: ${id} is ${how}; a complaint is decided once.`, {
        extensions: { argument: 'complaintId' },
      });
    }
    if (uphold && record) await redressUpheld(inner, record, reason, cityDay(now));
    return id;
  });
}

/** What was redressed before stays as it is. */
async function redressUpheld(em: EntityManager, record: PublicCreditRecord, reason: string, today: string) {
  if (!isRedressable(record)) return;
  const { id, subjectUscc, sourceUscc, division } = record;
  const changed = await em.nativeUpdate(PublicCreditRecord, { id, redressedAt: null }, { redressedAt: today });
  if (changed === 0) return;
  await em.insert(PublicCreditRecord, {
    id: newId('cre_'),
    subjectUscc,
    category: 'REDRESS',
    sourceUscc,
    statement: reason,
    effectiveFrom: today,
    redressedAt: null,
    redresses: id,
    division,
  });
}
