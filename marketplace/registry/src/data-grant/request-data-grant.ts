import { isPlainText, isPurpose, type Purpose, type Viewer } from '@citygraph/contract';
import { addWorkingDays, findRows, idempotent, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { audit } from '../audit-entry/audit.ts';
import { NOT_PLAIN } from '../plain-text.ts';
import { wrong } from '../wrong.ts';
import { DataGrant } from './data-grant.entity.ts';
import { type GrantStatus, highestOf, LONGEST_DAYS, statusOf, WORKING_DAYS_TO_DECIDE } from './data-grant.rules.ts';
import { granteeOf } from './grantee-of.ts';
import { tellOfRequest } from './tell-of-grant.ts';
import { wantedParts } from './wanted-parts.ts';

/** Requests for one app or plugin in an hour: agencies are told of each. */
export const REQUESTED_AN_HOUR = 30;

const LIVING: readonly GrantStatus[] = ['REQUESTED', 'OFFERED', 'ACTIVE'];
const COORDINATE = /^[A-Za-z]\w{0,79}\.[A-Za-z]\w{0,79}$/;

const Request = z
  .strictObject({
    app: z.string().min(1).max(80).nullable(),
    plugin: z.string().min(1).max(31).nullable(),
    coordinates: z
      .array(z.string().regex(COORDINATE, 'write each as Type.field, e.g. LegalEntity.invoiceTurnover'))
      .min(1)
      .max(200)
      .refine((all) => new Set(all).size === all.length, 'name each coordinate once'),
    purpose: z.string().refine(isPurpose, 'give a code of the purpose list, e.g. credit-assessment'),
    retentionDays: z.int().min(0).max(3650),
    until: z.date(),
    reason: z
      .string()
      .trim()
      .min(10, 'say in ten characters or more what the data is for')
      .max(4000)
      .refine(isPlainText, NOT_PLAIN),
  })
  .refine(({ app, plugin }) => (app === null) !== (plugin === null), {
    path: ['app'],
    message: 'give an app or a plugin, and not both',
  });

export type Request = z.input<typeof Request>;

/**
 * Asks the owners of coordinates for them: one grant for each agency that answers for some, each decided by itself. Answers the ids, sorted, in one text with
 * commas. A wider request is a new one and leaves what runs as it is.
 */
export async function requestDataGrant(
  em: EntityManager,
  viewer: Viewer,
  wanted: Request,
  key: string | null,
  now: Date,
): Promise<string[]> {
  const input = validate(Request, wanted);
  const isLiving = async (inner: EntityManager, earlier: string) =>
    (await livingOf(inner, earlier, now)).length === earlier.split(',').length;
  const request = { operation: 'requestDataGrant', key, viewer, input, now, isLiving };
  const ids = await idempotent(em, request, async (inner, ended) => {
    const grantee = await granteeOf(inner, viewer, input);
    assertUntil(input.until, now);
    const parts = await wantedParts(inner, input.coordinates, input.plugin, input.purpose as Purpose);
    const about = grantee.plugin ?? grantee.app;
    const bound = { act: 'requestDataGrant', about, most: REQUESTED_AN_HOUR, argument: 'coordinates' };
    await assertNotTooOften(inner, { ...bound, what: `data was asked for ${about}` }, now);
    // Where one agency has said no since, what others have not decided yet, or gave, is not asked for twice.
    const still = ended === null ? [] : await livingOf(inner, ended, now);
    const made: string[] = [];
    for (const [ownerUscc, { coordinates, levels }] of parts) {
      const same = still.find((grant) => grant.ownerUscc === ownerUscc);
      if (same) {
        made.push(same.id);
        continue;
      }
      const grant = {
        id: newId('grt_'),
        ...grantee,
        ownerUscc,
        coordinates: [...coordinates].sort(),
        level: highestOf(levels),
        purpose: input.purpose as Purpose,
        retentionDays: input.retentionDays,
        until: input.until,
        needsConsent: true,
        reason: input.reason,
        requestedBy: viewer.principal.subject ?? '',
        requestedAt: now,
        dueAt: addWorkingDays(now, WORKING_DAYS_TO_DECIDE),
        state: 'REQUESTED' as const,
        decidedAt: null,
        decisionReason: null,
        idleSince: null,
        idleReason: null,
        version: 1,
      };
      await inner.insert(DataGrant, grant);
      await audit(
        inner,
        viewer,
        { act: 'requestDataGrant', target: grant.id, reason: input.reason, before: null, after: grant },
        now,
      );
      await tellOfRequest(inner, grant, now);
      made.push(grant.id);
    }
    return made.sort().join(',');
  });
  return ids.split(',');
}

/** Of grants that were asked for together, those that are asked for still, offered, or in force. */
async function livingOf(em: EntityManager, ids: string, now: Date): Promise<DataGrant[]> {
  const grants = await findRows(em, DataGrant, { id: { $in: ids.split(',') } });
  return grants.filter((grant) => LIVING.includes(statusOf(grant, now)));
}

function assertUntil(until: Date, now: Date): void {
  const latest = now.getTime() + LONGEST_DAYS * 86_400_000;
  if (until > now && until.getTime() <= latest) return;
  throw wrong(
    'BAD_USER_INPUT',
    'until',
    `give a moment in the future, at most three years away (${new Date(latest).toISOString()}).`,
  );
}
