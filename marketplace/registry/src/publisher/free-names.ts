import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { NameClaim } from '../name-claim/name-claim.entity.ts';
import { WithReason } from '../plain-text.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { wrong } from '../wrong.ts';
import { assertNotOwn } from './assert-not-own.ts';
import { Namespace, Publisher, PublisherMember } from './publisher.entity.ts';
import { TakenName } from './taken-name.entity.ts';

/**
 * Gives the namespaces and claimed names of a publisher that closed to whoever wants them next, for administrators of another house. Its handle and its plugins' names stay:
 * they are in ids that clients, grants and evidence name. Free already, they stay so. Answers what is free by it, sorted.
 */
export async function freeNames(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, reason: said }: { readonly publisher: string; readonly reason: string },
  now: Date,
): Promise<string[]> {
  assertAdministrator(viewer);
  const { reason } = validate(WithReason, { reason: said });
  return transact(em, async (inner) => {
    await inner.nativeUpdate(Publisher, { handle }, { version: raw('version + 1') as never });
    const publisher = await inner.findOne(Publisher, { handle }, { disableIdentityMap: true });
    if (!publisher) throw wrong('NOT_FOUND', 'publisher', `there is no publisher ${handle.slice(0, 40)}.`);
    await assertNotOwn(inner, viewer, publisher, { argument: 'publisher' }, now);
    const { id: publisherId } = publisher;
    if ((await inner.count(PublisherMember, { publisherId })) > 0) {
      throw wrong('CONFLICT', 'publisher', `${handle} has members; only names of a publisher that closed are freed.`);
    }
    await assertServesNothing(inner, publisher);
    const namespaces = (await findRows(inner, Namespace, { publisherId })).map(({ name }) => name);
    const held = { publisherId, state: { $in: ['REQUESTED' as const, 'GRANTED' as const] } };
    const claims = await findRows(inner, NameClaim, held);
    const names = [...namespaces, ...claims.map(({ name }) => name)].sort();
    if (names.length === 0) return names;
    await inner.nativeDelete(Namespace, { publisherId });
    await inner.nativeDelete(TakenName, { kind: 'namespace', name: { $in: namespaces } });
    await withdrawClaims(inner, held, now);
    const change = { before: { names }, after: { names: [] } };
    await audit(inner, viewer, { act: 'freeNames', target: handle, reason, ...change }, now);
    return names;
  });
}

type Held = { readonly publisherId: string; readonly state: { readonly $in: ('REQUESTED' | 'GRANTED')[] } };

/** Claims that nobody is left for: each name is free again. */
export async function withdrawClaims(em: EntityManager, held: Held, now: Date): Promise<void> {
  const claims = await findRows(em, NameClaim, held);
  if (claims.length === 0) return;
  const change = { state: 'WITHDRAWN' as const, decidedAt: now, version: raw('version + 1') as never };
  await em.nativeUpdate(NameClaim, held, change);
  await em.nativeDelete(TakenName, { kind: 'claim', name: { $in: claims.map(({ name }) => name) } });
}

/** What is in a graph has its names there, whoever is told that they are free. */
async function assertServesNothing(em: EntityManager, { id: publisherId, handle }: Publisher): Promise<void> {
  const plugins = (await findRows(em, Plugin, { publisherId })).map(({ name }) => name);
  const serving = { plugin: { $in: plugins }, state: { $in: ['CANARY' as const, 'STABLE' as const] } };
  const [release] = await findRows(em, PluginRelease, serving, { fields: ['plugin', 'version'], limit: 1 });
  if (!release) return;
  throw wrong(
    'CONFLICT',
    'publisher',
    `${handle} has ${release.plugin} ${release.version} in a graph still; take it out with takeOutRelease first.`,
  );
}
