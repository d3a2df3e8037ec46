import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { CreditComplaint } from './credit-complaint.entity.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const Complaint = z.strictObject({
  recordId: z.string().min(1).max(40).nullable(),
  uscc: z.string(),
  grounds: z.string().trim().min(10, 'give your grounds in ten characters or more').max(4000, 'use 4,000 characters'),
});

export type Complaint = z.infer<typeof Complaint>;

/** Anybody signed in may object to a record of an entity, or to what an entity does. Answers the complaint's id. */
export async function fileCreditComplaint(
  em: EntityManager,
  viewer: Viewer,
  complaint: Complaint,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Complaint, complaint);
  const { uscc, recordId, grounds } = input;
  const isLiving = living(CreditComplaint, { status: 'OPEN' });
  const request = { operation: 'fileCreditComplaint', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const entity = await inner.findOne(LegalEntity, { uscc });
    if (!entity) throw missing('uscc', `no legal entity has the code ${uscc}.`);
    if (recordId !== null && !(await inner.findOne(PublicCreditRecord, { id: recordId, subjectUscc: uscc }))) {
      throw missing('recordId', `${uscc} has no record ${recordId}.`);
    }
    const id = newId('cmp_');
    await inner.insert(CreditComplaint, {
      id,
      subjectUscc: uscc,
      recordId,
      grounds,
      status: 'OPEN',
      filedBy: viewer.principal.subject ?? '',
      filedAt: now,
      reason: null,
      decidedAt: null,
      decidedBy: null,
      division: entity.division,
    });
    return id;
  });
}

const missing = (argument: string, message: string) =>
  new CityGraphError('NOT_FOUND', `${argument}: ${message}`, { extensions: { argument } });
