import { CityGraphError, type Viewer } from '@citygraph/contract';
import { anyOf, granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { applicantSide, gridSide } from './distributed-generator.access.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { assertStorageKeepsGenerator } from './distributed-generator.rules.ts';
import { lockParcel } from './lock-parcel.ts';

const Leaving = z.strictObject({ mrid: z.string().min(1).max(36) });

/** The applicant withdraws an application before it is decided. */
export const withdrawGridApplication = (
  em: EntityManager,
  viewer: Viewer,
  input: unknown,
  now: Date,
): Promise<string> => leave(em, viewer, input, now, { from: 'APPLIED', to: 'WITHDRAWN', rule: applicantSide });

/** The owner, or the utility, takes a generator off the grid. */
export const disconnectGenerator = (em: EntityManager, viewer: Viewer, input: unknown, now: Date): Promise<string> =>
  leave(em, viewer, input, now, { from: 'CONNECTED', to: 'DISCONNECTED', rule: anyOf(applicantSide, gridSide) });

interface Step {
  readonly from: 'APPLIED' | 'CONNECTED';
  readonly to: 'WITHDRAWN' | 'DISCONNECTED';
  readonly rule: typeof gridSide;
}

async function leave(em: EntityManager, viewer: Viewer, input: unknown, now: Date, { from, to, rule }: Step) {
  const { mrid } = validate(Leaving, input as z.infer<typeof Leaving>);
  const found = await em.findOne(DistributedGenerator, { mrid });
  const generator = granted(viewer, rule, found, { argument: 'mrid', what: 'generator', now });
  await em.transactional(async (inner) => {
    const living = await lockParcel(inner, generator.parcelId);
    assertStorageKeepsGenerator(living.find((other) => other.mrid === mrid) ?? generator, living);
    const left = await inner.nativeUpdate(
      DistributedGenerator,
      { mrid, status: from },
      { status: to, openTechnology: null, leftAt: now },
    );
    if (left === 0) throw new CityGraphError('CONFLICT', `The generator is not ${from} any more; look at its status.`);
  });
  return mrid;
}
