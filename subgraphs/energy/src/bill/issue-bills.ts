import type { Clock, Job } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { RegisterReading } from '../reading/register-reading.entity.ts';
import { type Commodity, UsagePoint } from '../usage-point/usage-point.entity.ts';
import { Bill } from './bill.entity.ts';
import { billAmount, lastFullMonth, monthSpan, type Tier } from './bill.rules.ts';
import { TariffTier } from './tariff-tier.entity.ts';

const BATCH = 200;

/**
 * Bills the last full month of every meter that was read since it ended. A month is billed once whoever runs this at the same
 * time: the table takes one bill a meter and month. Answers how many were issued.
 */
export async function issueBills(em: EntityManager, { now: clock }: Clock): Promise<number> {
  const now = clock();
  const month = lastFullMonth(now);
  const { from, to } = monthSpan(month);
  const tiers = await tiersByCommodity(em);
  let issued = 0;
  for (let last = ''; ; ) {
    const points = await em.find(
      UsagePoint,
      { mrid: { $gt: last }, billedThrough: { $lt: month }, lastAt: { $gte: to } },
      { orderBy: { mrid: 'asc' }, limit: BATCH, disableIdentityMap: true },
    );
    for (const { mrid, commodity } of points) {
      const use = (await registerAt(em, mrid, to)) - (await registerAt(em, mrid, from));
      if (Number.isFinite(use) && use >= 0) {
        if (await issue(em, { mrid, month, use, amountCents: billAmount(tiers.get(commodity) ?? [], use), now }))
          issued++;
      }
    }
    const end = points.at(-1);
    if (!end || points.length < BATCH) return issued;
    last = end.mrid;
  }
}

/** What the register showed at a moment: read then, or the last before. NaN: it was not there yet. */
async function registerAt(em: EntityManager, mrid: string, moment: Date): Promise<number> {
  const reading = await em.findOne(
    RegisterReading,
    { mrid, at: { $lte: moment } },
    { orderBy: { at: 'desc' }, disableIdentityMap: true },
  );
  return reading?.value ?? Number.NaN;
}

interface Issue {
  readonly mrid: string;
  readonly month: string;
  readonly use: number;
  readonly amountCents: number;
  readonly now: Date;
}

async function issue(em: EntityManager, { mrid, month, use, amountCents, now }: Issue): Promise<boolean> {
  try {
    await em.transactional(async (inner) => {
      const id = `bill_${mrid}_${month.replace('-', '')}`;
      await inner.insert(Bill, { id, mrid, month, consumption: use, amountCents, issuedAt: now });
      await inner.nativeUpdate(
        UsagePoint,
        { mrid },
        { billedThrough: month, billedCents: raw('billed_cents + ?', [amountCents]) },
      );
    });
    return true;
  } catch (error) {
    if (error instanceof UniqueConstraintViolationException) return false;
    throw error;
  }
}

async function tiersByCommodity(em: EntityManager): Promise<Map<Commodity, Tier[]>> {
  const rows = await em.find(TariffTier, {}, { orderBy: { commodity: 'asc', tier: 'asc' }, disableIdentityMap: true });
  const tiers = new Map<Commodity, Tier[]>();
  for (const { commodity, upTo, centsPerUnit } of rows) {
    tiers.set(commodity, [...(tiers.get(commodity) ?? []), { upTo: upTo ?? null, centsPerUnit }]);
  }
  return tiers;
}

/** Once an hour: a bill may come an hour after the register was read. */
export const billing: Job = {
  name: 'issue bills of the last month',
  everySeconds: 3600,
  run: async (em, clock) => {
    await issueBills(em, clock);
  },
};
