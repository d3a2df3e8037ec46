import { CityGraphError } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { addUsage } from '../operation-usage/add-usage.ts';
import { addHealth } from '../service-level/add-health.ts';
import { GatewayProcess } from './gateway-process.entity.ts';
import { Report } from './report-shape.ts';
import { missingFrom } from './serving.rules.ts';

/** Of one gateway that are known, a day long: of more, those are forgotten that were heard of longest ago. A secret in other hands invents no end of them. */
export const MOST_PROCESSES = 64;

/**
 * Takes what a gateway's process tells, once: all of it in one transaction, or nothing. A report of the same process and number, or an earlier one, is a repeat and changes
 * nothing. @throws BAD_USER_INPUT where it is no report, FORBIDDEN where another gateway's process has this name.
 */
export async function takeReport(
  em: EntityManager,
  gateway: string,
  body: unknown,
  now: Date,
): Promise<'taken' | 'repeated'> {
  const { process, number, at, serving, plugins, usage } = validate(Report, body);
  return transact(em, async (inner) => {
    const before = await inner.findOne(
      GatewayProcess,
      { process },
      { fields: ['missingSince'], disableIdentityMap: true },
    );
    const missingSince = missingFrom(serving.missing, before?.missingSince ?? null, now);
    const state = { number, reportedAt: new Date(at), seenAt: now, serving, missingSince };
    const newer = { process, gateway, number: { $lt: number } };
    if ((await inner.nativeUpdate(GatewayProcess, newer, state)) === 0) {
      const known = await inner.findOne(GatewayProcess, { process }, { disableIdentityMap: true });
      if (known && known.gateway !== gateway)
        throw new CityGraphError(
          'FORBIDDEN',
          `process: ${process} is a process of another gateway; choose a name at random.`,
        );
      if (known) return 'repeated';
      try {
        await inner.insert(GatewayProcess, { process, gateway, ...state });
      } catch (error) {
        // The same report, sent twice at once.
        if (error instanceof UniqueConstraintViolationException) return 'repeated';
        throw error;
      }
      await forgetBeyond(inner, gateway, MOST_PROCESSES);
    }
    await addHealth(inner, plugins, now);
    await addUsage(inner, usage, now);
    return 'taken';
  });
}

async function forgetBeyond(em: EntityManager, gateway: string, most: number): Promise<void> {
  const beyond = await em.find(
    GatewayProcess,
    { gateway },
    {
      fields: ['process'],
      orderBy: { seenAt: 'desc', process: 'asc' },
      offset: most,
      limit: most,
      disableIdentityMap: true,
    },
  );
  if (beyond.length === 0) return;
  await em.nativeDelete(GatewayProcess, { process: { $in: beyond.map(({ process }) => process) } });
}
