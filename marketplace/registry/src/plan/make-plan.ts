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
import { wrong } from '../wrong.ts';
import { Plan } from './plan.entity.ts';

const limit = z.int().min(1).max(1_000_000_000);
const PLAN_LIMITS = ['requestsPerDay', 'maxDepth', 'maxCost'] as const;
const PlanInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/, 'give 2 to 39 small letters, digits or hyphens'),
  title: plainLine(2, 120).nullable(),
  requestsPerMinute: limit.nullable(),
  costPerMinute: limit.nullable(),
  requestsPerDay: limit.nullable(),
  maxDepth: z.int().min(1).max(100).nullable(),
  maxCost: limit.nullable(),
  approval: z.enum(['AUTO', 'MANUAL']).nullable(),
  retired: z.boolean().nullable(),
  without: z.array(z.enum(PLAN_LIMITS)),
});
export type PlanInput = z.input<typeof PlanInput>;
type Said = z.output<typeof PlanInput>;

/**
 * Makes a plan, or changes one for all who have it, who are told; for administrators. What is null stays as it is. A retired one goes on for who has it.
 * Said again, it stays as it is. Answers its name.
 */
export async function makePlan(em: EntityManager, viewer: Viewer, input: PlanInput, now: Date): Promise<string> {
  assertAdministrator(viewer);
  const said = validate(PlanInput, input);
  const { name } = said;
  await transact(em, async (inner) => {
    await inner.nativeUpdate(Plan, { name }, { title: raw('title') as never });
    const known = await inner.findOne(Plan, { name }, { disableIdentityMap: true });
    const plan = planOf(said, known, now);
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

/** What is said, over what is known: a limit, an approval and a retirement end only by a word about them. @throws BAD_USER_INPUT where a new one lacks something */
function planOf({ retired, without, ...said }: Said, known: Plan | null, now: Date): Plan {
  const title = said.title ?? known?.title ?? null;
  const requestsPerMinute = said.requestsPerMinute ?? known?.requestsPerMinute ?? null;
  const costPerMinute = said.costPerMinute ?? known?.costPerMinute ?? null;
  if (title === null) throw missing('title');
  if (requestsPerMinute === null) throw missing('requestsPerMinute');
  if (costPerMinute === null) throw missing('costPerMinute');
  const own = (name: (typeof PLAN_LIMITS)[number]): number | null =>
    said[name] ?? (without.includes(name) ? null : (known?.[name] ?? null));
  const isRetired = retired ?? (known !== null && known.retiredAt !== null);
  return {
    name: said.name,
    title,
    requestsPerMinute,
    costPerMinute,
    requestsPerDay: own('requestsPerDay'),
    maxDepth: own('maxDepth'),
    maxCost: own('maxCost'),
    approval: said.approval ?? known?.approval ?? 'AUTO',
    madeAt: known?.madeAt ?? now,
    retiredAt: isRetired ? (known?.retiredAt ?? now) : null,
  };
}

const missing = (argument: string): CityGraphError =>
  wrong('BAD_USER_INPUT', argument, 'a new plan needs it; only one that is there keeps what is left out.');

const termsOf = (plan: Plan) => {
  const { requestsPerMinute, costPerMinute, requestsPerDay, maxDepth, maxCost, approval, retiredAt } = plan;
  return { requestsPerMinute, costPerMinute, requestsPerDay, maxDepth, maxCost, approval, retired: retiredAt !== null };
};

const isSame = (known: Plan, plan: Plan): boolean =>
  known.title === plan.title && isDeepStrictEqual(termsOf(known), termsOf(plan));
