import { randomUUID } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { DerTechnology } from './der-technology.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { ParcelHolder } from './parcel-holder.entity.ts';

/** Above 6 MW a plant is no longer "distributed" by the National Energy Administration's rules. */
export const MOST_KW = 6_000;

const Application = z.strictObject({
  parcelId: z.string().min(1).max(40),
  technology: z.enum(DerTechnology),
  kw: z
    .number()
    .positive('give more than 0 kW')
    .max(MOST_KW, `give at most ${MOST_KW} kW; larger plants apply elsewhere`),
});

/** A holder of rights in a parcel applies for a generator on it. Answers its mRID. */
export async function connectDistributedGenerator(
  em: EntityManager,
  viewer: Viewer,
  application: z.infer<typeof Application>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Application, application);
  const { parcelId, technology, kw } = input;
  const { principal, standing } = viewer;
  return idempotent(em, { operation: 'connectDistributedGenerator', key, viewer, input, now }, async (inner) => {
    const own = [...(principal.resident === null ? [] : [principal.resident]), ...(standing?.represents ?? [])];
    const holder = await inner.findOne(ParcelHolder, { parcelId, holder: { $in: own } });
    if (!holder) {
      throw new CityGraphError('FORBIDDEN', 'parcelId: there is no such parcel, or you hold no rights in it.', {
        extensions: { argument: 'parcelId' },
      });
    }
    const grid = await inner.findOne(UsagePoint, { commodity: 'electricity' }, { orderBy: { mrid: 'asc' } });
    if (!grid)
      throw new CityGraphError('CONFLICT', 'No electricity utility serves the city; the application cannot be sent.');
    const mrid = randomUUID();
    await inner
      .insert(DistributedGenerator, {
        mrid,
        parcelId,
        technology,
        ratedKw: kw,
        povertyAlleviation: false,
        status: 'APPLIED',
        livingParcelId: parcelId,
        operatorUscc: grid.operatorUscc,
        applicant: holder.holder,
        appliedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `The parcel has a ${technology} generator, or an application for one, already.`,
        );
      });
    return mrid;
  });
}
