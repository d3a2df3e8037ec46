import type { Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { entersCredit } from './credit.access.ts';
import { enterRecord, Statement } from './declare-credit.ts';
import { PublicCreditRecord } from './public-credit-record.entity.ts';

const Redress = z.strictObject({ recordId: z.string().min(1).max(40), statement: Statement });

/**
 * The agency that entered a penalty or a listing finds it mended: from today it no longer counts. Answers the id of the record
 * that was redressed; that it was is entered as a REDRESS of its own.
 */
export async function redressCredit(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Redress>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Redress, wanted);
  return idempotent(em, { operation: 'redressCredit', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(PublicCreditRecord, { id: input.recordId });
    const entity = found && { uscc: found.subjectUscc, division: found.division };
    const { uscc } = granted(viewer, entersCredit, entity, { argument: 'recordId', what: 'credit record', now });
    await enterRecord(inner, viewer, { ...input, uscc, category: 'REDRESS' }, now);
    return input.recordId;
  });
}
