import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { reasonText } from '../plain-text.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertMayGet } from './assert-may-get.ts';
import { isOfOwner, mayAct, statusOf } from './data-grant.rules.ts';
import { changeGrant, loadGrant } from './load-grant.ts';
import { tellOfGrant } from './tell-of-grant.ts';

const Ending = z.strictObject({
  id: z.string().min(1).max(40),
  reason: reasonText,
});

/** Takes a grant back at once: the owner's, and the grantee's who needs it no more. One that was revoked stays so. Answers its id. */
export async function revokeDataGrant(
  em: EntityManager,
  viewer: Viewer,
  ending: z.input<typeof Ending>,
  now: Date,
): Promise<string> {
  const { id, reason } = validate(Ending, ending);
  await transact(em, async (inner) => {
    const grant = await loadGrant(
      inner,
      viewer,
      id,
      (who, parties) => isOfOwner(who, parties.ownerUscc) || mayAct(who, parties),
      'an officer of the agency that owns the data, and for the grantee',
    );
    if (grant.state === 'REVOKED') return;
    if (grant.state === 'REFUSED')
      throw new CityGraphError('CONFLICT', `Grant ${id} was refused; there is nothing to revoke.`);
    const change = { state: 'REVOKED' as const, decidedAt: now, decisionReason: reason };
    await changeGrant(inner, grant, change);
    await audit(
      inner,
      viewer,
      { act: 'revokeDataGrant', target: id, reason, before: grant, after: { ...grant, ...change } },
      now,
    );
    await tellOfGrant(inner, grant, change, now);
    await touchPolicy(inner, now);
  });
  return id;
}

/** The grantee agrees to what the owner narrowed: it is in force. Accepted again, it stays so. Answers its id. */
export async function acceptDataGrant(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  await transact(em, async (inner) => {
    const grant = await loadGrant(
      inner,
      viewer,
      id,
      mayAct,
      'who works for or represents the grantee, and for who publishes the plugin',
    );
    const status = statusOf(grant, now);
    if (status === 'ACTIVE') return;
    if (status !== 'OFFERED')
      throw new CityGraphError('CONFLICT', `Grant ${id} is ${status}: there is nothing to accept.`);
    if (grant.plugin !== null) await assertMayGet(inner, grant.plugin);
    await changeGrant(inner, grant, { state: 'ACTIVE' });
    await audit(
      inner,
      viewer,
      { act: 'acceptDataGrant', target: id, before: grant, after: { ...grant, state: 'ACTIVE' } },
      now,
    );
    await tellOfGrant(inner, grant, { state: 'ACTIVE', decisionReason: grant.decisionReason }, now);
    await touchPolicy(inner, now);
  });
  return id;
}
