import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import { LockMode } from '@mikro-orm/core';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Address } from '../address/address.entity.ts';
import { appendEvent } from './append-event.ts';
import { BatchInspection } from './batch-inspection.entity.ts';
import { Gtin, Lot } from './lot.rules.ts';
import { inspectsBatch } from './trace-batch.access.ts';
import { batchKey, TraceBatch } from './trace-batch.entity.ts';

const Report = z.strictObject({
  gtin: Gtin,
  lot: Lot,
  inspectionNumber: z.string().regex(/^[\w./-]{4,40}$/, "give the report's number, 4 to 40 letters, digits or . / - _"),
  passed: z.boolean(),
  placeId: z.string().min(1).max(40),
  remark: z.string().trim().min(1, 'say something, or leave it out').max(500).nullable(),
});

/**
 * Market supervision records an official inspection: the batch's result, and an `inspecting` event of its chain. One report is
 * recorded once; sent again as it was it changes nothing. Answers the batch's key.
 */
export async function recordInspection(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Report>,
  now: Date,
): Promise<string> {
  const { gtin, lot, ...report } = validate(Report, input);
  // Only a batch that is there is locked: a lock on one that is not would hold up those who open others.
  const opened = (await em.count(TraceBatch, { gtin, lot })) > 0;
  await em.transactional(async (inner) => {
    const found = opened
      ? await inner.findOne(TraceBatch, { gtin, lot }, { lockMode: LockMode.PESSIMISTIC_WRITE })
      : null;
    const address = await inner.findOne(Address, { placeId: report.placeId });
    const subject = found && address && { ...found, villageCode: address.villageCode };
    const { lastHash, eventCount, closedAt } = granted(viewer, inspectsBatch, subject, {
      argument: 'lot',
      what: 'batch or place',
      now,
    });
    const { inspectionNumber, passed, placeId, remark } = report;
    const earlier = await inner.findOne(BatchInspection, { inspectionNumber });
    if (earlier) {
      if (earlier.batchKey === batchKey({ gtin, lot }) && earlier.passed === passed) return;
      throw alreadyRecorded(inspectionNumber);
    }
    if (closedAt) throw new CityGraphError('CONFLICT', 'The batch was destroyed; there is nothing left to inspect.');
    const agencyUscc = viewer.principal.agency ?? '';
    await inner
      .insert(BatchInspection, {
        inspectionNumber,
        batchKey: batchKey({ gtin, lot }),
        passed,
        agencyUscc,
        inspectedAt: now,
        remark,
        recordedBy: viewer.principal.subject,
      })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException ? alreadyRecorded(inspectionNumber) : error;
      });
    await appendEvent(
      inner,
      { gtin, lot, lastHash, eventCount },
      { bizStep: 'inspecting', placeId, actorUscc: agencyUscc, now },
    );
    await inner.nativeUpdate(TraceBatch, { gtin, lot }, { inspectionPassed: passed });
  });
  return batchKey({ gtin, lot });
}

const alreadyRecorded = (inspectionNumber: string): CityGraphError =>
  new CityGraphError(
    'CONFLICT',
    `Report ${inspectionNumber} is recorded with another batch or result; results stand, record a new inspection.`,
  );
