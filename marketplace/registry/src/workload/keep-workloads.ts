import type { Viewer } from '@citygraph/contract';
import { newId, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { plainLine } from '../plain-text.ts';
import { holdOwnPlugin, loadOwnPlugin } from '../plugin/load-plugin.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { OWNING, PUBLISHING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { Workload } from './workload.entity.ts';

/** Of one plugin, neither revoked nor over: two while one is changed, and some for several pipelines. */
export const MOST_WORKLOADS = 10;
/** Whoever set a pipeline up looks at it again within a year. */
const LONGEST_DAYS = 366;

const NewWorkload = z.strictObject({
  plugin: z.string().min(1).max(31),
  name: plainLine(1, 80),
  publicKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .refine((key) => Buffer.from(key, 'base64url').toString('base64url') === key, 'write 32 bytes in base64url'),
  until: z.date(),
});

/** Lets a pipeline publish one plugin in its publisher's name; for owners. Said again of the same public key, it stays as it is. Answers its key. */
export function createWorkload(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof NewWorkload>,
  now: Date,
): Promise<string> {
  const { plugin, name, publicKey, until } = validate(NewWorkload, wanted);
  const days = (until.getTime() - now.getTime()) / 86_400_000;
  if (days <= 0 || days > LONGEST_DAYS) {
    throw wrong('BAD_USER_INPUT', 'until', `give a moment that is to come, at most ${LONGEST_DAYS} days away.`);
  }
  return transact(em, async (inner) => {
    await holdOwnPlugin(inner, viewer, plugin, OWNING);
    const known = await inner.findOne(Workload, { plugin, publicKey }, { disableIdentityMap: true });
    if (known) {
      const isSame = known.name === name && known.until.getTime() === until.getTime();
      if (isSame && known.revokedAt === null) return known.id;
      throw wrong('CONFLICT', 'publicKey', `it is the key of ${known.name} (${known.id}) already; make a new one.`);
    }
    const living = await inner.count(Workload, { plugin, revokedAt: null, until: { $gt: now } });
    if (living >= MOST_WORKLOADS) {
      throw wrong('CONFLICT', 'plugin', `${plugin} has ${living} workloads; revoke one that is not used any more.`);
    }
    const id = newId('wkl_');
    const row = {
      id,
      plugin,
      name,
      publicKey,
      madeBy: subjectOf(viewer),
      madeAt: now,
      until,
      usedAt: null,
      revokedAt: null,
      revokedBy: null,
    };
    await inner.insert(Workload, row);
    await audit(inner, viewer, { act: 'createWorkload', target: id, before: null, after: row }, now);
    await touchPolicy(inner, now);
    return id;
  });
}

/** Ends a workload at once, for owners and developers: who sees a key leak must not look for somebody. Ended already, it stays so. Answers its key. */
export function revokeWorkload(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  return transact(em, async (inner) => {
    subjectOf(viewer);
    const known = await inner.findOne(Workload, { id }, { disableIdentityMap: true });
    if (!known)
      throw wrong('FORBIDDEN', 'id', `there is no workload ${id.slice(0, 40)}, or it is not your publisher's.`);
    await loadOwnPlugin(inner, viewer, known.plugin, PUBLISHING);
    if (known.revokedAt) return id;
    const change = { revokedAt: now, revokedBy: subjectOf(viewer) };
    await inner.nativeUpdate(Workload, { id, revokedAt: null }, change);
    const after = { ...known, ...change };
    await audit(inner, viewer, { act: 'revokeWorkload', target: id, before: known, after }, now);
    await touchPolicy(inner, now);
    return id;
  });
}
