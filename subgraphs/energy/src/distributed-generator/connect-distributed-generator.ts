import { randomUUID } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, living, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { rightsHolder } from './distributed-generator.access.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { assertLandUse, assertStorageFits, DER_TECHNOLOGIES, LARGEST_KW } from './distributed-generator.rules.ts';
import { GridParcel, ParcelHolder } from './grid-parcel.entity.ts';

const Application = z.strictObject({
  parcelId: z.string().min(1).max(40),
  technology: z.enum(DER_TECHNOLOGIES),
  kw: z
    .number()
    .min(0.001, 'give more than 0 kW, in whole watts')
    .max(LARGEST_KW, `up to ${LARGEST_KW} kW counts as distributed generation; apply for a power station instead`)
    .refine((kw) => Math.abs(kw * 1000 - Math.round(kw * 1000)) < 1e-6, 'give three decimals at most'),
});

/** A rights holder of a parcel asks the utility to connect a generator. Answers the generator's mRID. */
export async function connectDistributedGenerator(
  em: EntityManager,
  viewer: Viewer,
  application: z.infer<typeof Application>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Application, application);
  const isLiving = living(DistributedGenerator, { openTechnology: { $ne: null } });
  const request = { operation: 'connectDistributedGenerator', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const { parcelId, technology } = input;
    const parcel = await inner.findOne(GridParcel, { parcelId });
    const holders = (await inner.find(ParcelHolder, { parcelId })).map(({ holder }) => holder);
    const { landUseCode, operatorUscc } = granted(
      viewer,
      rightsHolder,
      parcel && { holders, landUseCode: parcel.landUseCode, operatorUscc: parcel.operatorUscc },
      { argument: 'parcelId', what: 'parcel', now },
    );
    assertLandUse(technology, landUseCode);
    const ratedW = Math.round(input.kw * 1000);
    if (technology === 'STORAGE') {
      const living = await inner.find(DistributedGenerator, { parcelId, openTechnology: { $ne: null } });
      if (!living.some((generator) => generator.technology === 'STORAGE')) assertStorageFits(ratedW, living);
    }
    const mrid = randomUUID();
    const resident = viewer.principal.resident;
    const firm = holders.find((holder) => viewer.standing?.represents.includes(holder));
    await inner
      .insert(DistributedGenerator, {
        mrid,
        parcelId,
        technology,
        openTechnology: technology,
        ratedW,
        povertyAlleviation: false,
        status: 'APPLIED',
        operatorUscc,
        applicant: resident !== null && holders.includes(resident) ? resident : (firm ?? ''),
        appliedAt: now,
        decidedAt: null,
        decidedBy: null,
        reason: null,
        leftAt: null,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `The parcel has a ${technology} that is connected or applied for; withdraw or disconnect that first.`,
        );
      });
    return mrid;
  });
}
