import { CityGraphError, type Viewer } from '@citygraph/contract';
import { anyOf, granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { applicant, gridOperator } from './generator.access.ts';

const Decision = z.strictObject({
  mrid: z.string().min(1).max(36),
  connect: z.boolean(),
  reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(500).nullable(),
});

/** The grid's utility connects a generator or rejects it with a reason, once. Answers its mRID. */
export async function decideGridConnection(
  em: EntityManager,
  viewer: Viewer,
  decision: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { mrid, connect, reason } = validate(Decision, decision);
  if (!connect && reason === null) {
    throw new CityGraphError('BAD_USER_INPUT', 'reason: say why the generator is not connected.', {
      extensions: { argument: 'reason' },
    });
  }
  const found = await em.findOne(DistributedGenerator, { mrid });
  granted(viewer, gridOperator, found, { argument: 'mrid', what: 'generator', now });
  const decided = await em.nativeUpdate(
    DistributedGenerator,
    { mrid, status: 'APPLIED' },
    connect
      ? { status: 'CONNECTED', reason, decidedAt: now }
      : { status: 'REJECTED', reason, decidedAt: now, livingParcelId: null },
  );
  if (decided === 0) throw new CityGraphError('CONFLICT', 'The application is decided already.');
  return mrid;
}

const Disconnection = z.strictObject({ mrid: z.string().min(1).max(36) });

/** Who applied, or the utility, takes a generator off the grid, or an application back. Answers its mRID. */
export async function disconnectGenerator(
  em: EntityManager,
  viewer: Viewer,
  disconnection: z.infer<typeof Disconnection>,
  now: Date,
): Promise<string> {
  const { mrid } = validate(Disconnection, disconnection);
  const found = await em.findOne(DistributedGenerator, { mrid });
  granted(viewer, anyOf(applicant, gridOperator), found, { argument: 'mrid', what: 'generator', now });
  const ended = await em.nativeUpdate(
    DistributedGenerator,
    { mrid, status: { $in: ['APPLIED', 'CONNECTED'] } },
    { status: 'DISCONNECTED', livingParcelId: null, decidedAt: now },
  );
  if (ended === 0) throw new CityGraphError('CONFLICT', 'The generator is not connected, and not applied for.');
  return mrid;
}
