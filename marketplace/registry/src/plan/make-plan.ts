import { isDeepStrictEqual } from 'node:util';
import type { Viewer } from '@citygraph/contract';
import { CityGraphError } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { plainLine } from '../plain-text.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Plan } from './plan.entity.ts';

const limit = z.int().min(1).max(1_000_000_000);
const PlanInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/, 'give 2 to 39 small letters, digits or hyphens'),
  title: plainLine(2, 120),
  requestsPerMinute: limit,
  costPerMinute: limit,
  requestsPerDay: limit.nullable(),
  maxDepth: z.int().min(1).max(100).nullable(),
  maxCost: limit.nullable(),
  approval: z.enum(['AUTO', 'MANUAL']),
  retired: z.boolean(),
});
export type PlanInput = z.input<typeof PlanInput>;

/** Makes a plan, or changes one for all who have it, who are told; for administrators. A retired one goes on for who has it. Said again, it stays as it is. Answers its name. */
export async function makePlan(em: EntityManager, viewer: Viewer, input: PlanInput, now: Date): Promise<string> {
  assertAdministrator(viewer);
  const { retired, ...terms } = validate(PlanInput, input);
  const { name } = terms;
  await transact(em, async (inner) => {
    await inner.nativeUpdate(Plan, { name }, { title: raw('title') as never });
    const known = await inner.findOne(Plan, { name }, { disableIdentityMap: true });
    const plan = { ...terms, madeAt: known?.madeAt ?? now, retiredAt: retired ? (known?.retiredAt ?? now) : null };
    if (known && isSame(known, plan)) return;
    if (known) {
      await inner.nativeUpdate(Plan, { name }, plan);
      // Whoever has it may ask for less from now on, or for more.
      const what = { plan: name, before: termsOf(known), after: termsOf(plan) };
      const topic = plan.retiredAt && !known.retiredAt ? 'subscription.plan-retired' : 'subscription.plan-changed';
      await announce(inner, topic, what, now);
    } else {
      await inner.insert(Plan, plan).catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError('CONFLICT', `${name} was made at this very moment; read it again.`);
      });
    }
    await audit(inner, viewer, { act: 'makePlan', target: name, before: known, after: plan }, now);
    await touchPolicy(inner, now);
  });
  return name;
}

const termsOf = (plan: Plan) => {
  const { requestsPerMinute, costPerMinute, requestsPerDay, maxDepth, maxCost, approval, retiredAt } = plan;
  return { requestsPerMinute, costPerMinute, requestsPerDay, maxDepth, maxCost, approval, retired: retiredAt !== null };
};

const isSame = (known: Plan, plan: Plan): boolean =>
  known.title === plan.title && isDeepStrictEqual(termsOf(known), termsOf(plan));
