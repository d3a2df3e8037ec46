import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { DataGrant } from '../data-grant/data-grant.entity.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { WithReason } from '../plain-text.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Review } from '../review/review.entity.ts';
import { takeBack } from '../rollout/end-rollout.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import { LIVING_STATES } from '../rollout/rollout.rules.ts';
import { Webhook, WebhookDelivery } from '../webhook/webhook.entity.ts';
import { endWorkloads } from '../workload/end-workloads.ts';
import { endMemberships } from './end-memberships.ts';
import { withdrawClaims } from './free-names.ts';
import { PublisherInvitation } from './invitation.entity.ts';
import { holdPublisher, subjectOf } from './load-publisher.ts';
import { Publisher, PublisherMember } from './publisher.entity.ts';
import { OWNING } from './publisher.rules.ts';

const LIVING = ['REQUESTED', 'OFFERED', 'ACTIVE'] as const;

/**
 * Ends a publisher, for its owners: its rollouts are taken back, its plugins switched off, its grants revoked, its reviews closed, and nobody is a member any more. Its names
 * stay taken, so that nobody else can be taken for it, until an administrator frees them; what it only asked for is free at once. Answers its handle.
 */
export async function closePublisher(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, reason: said }: { readonly publisher: string; readonly reason: string },
  now: Date,
): Promise<string> {
  const { reason } = validate(WithReason, { reason: said });
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const publisher = await holdPublisher(inner, viewer, handle, OWNING);
    const { id: publisherId } = publisher;
    const why = `Its publisher closed: ${reason}`;
    const plugins = await findRows(inner, Plugin, { publisherId });
    const names = { $in: plugins.map(({ name }) => name) };
    // Nobody is left who could; and what is tried must not become everybody's.
    const living = { plugin: names, state: { $in: LIVING_STATES } };
    for (const rollout of await findRows(inner, Rollout, living)) await takeBack(inner, viewer, rollout, why, now);
    const counted = { version: raw('version + 1') as never };
    const webhooks = await findRows(inner, Webhook, { ownerKind: 'PUBLISHER', ownerId: publisherId });
    await inner.nativeUpdate(
      Plugin,
      { publisherId, disabled: null },
      {
        ...counted,
        disabled: why,
        disabledBy: subjectOf(viewer),
        disabledAt: now,
      },
    );
    await wantGraphs(inner, viewer, { act: 'closePublisher' }, now);
    const revoked = { state: 'REVOKED' as const, decidedAt: now, decisionReason: why, ...counted };
    await inner.nativeUpdate(DataGrant, { plugin: names, state: { $in: [...LIVING] } }, revoked);
    const open = { publisherId, state: { $in: ['OPEN', 'CHANGES_REQUESTED'] } } as never;
    await inner.nativeUpdate(Review, open, { state: 'CLOSED', decidedAt: now, ...counted });
    await withdrawClaims(inner, { publisherId, state: { $in: ['REQUESTED'] } }, now);
    await inner.nativeDelete(WebhookDelivery, { webhookId: { $in: webhooks.map(({ id }) => id) } });
    await inner.nativeDelete(Webhook, { ownerKind: 'PUBLISHER', ownerId: publisherId });
    await inner.nativeDelete(PublisherInvitation, { publisherId });
    await endWorkloads(inner, viewer, { publisherId }, now);
    const members = await findRows(inner, PublisherMember, { publisherId });
    await endMemberships(inner, members, now);
    await inner.nativeUpdate(Publisher, { id: publisherId }, { suspended: `closed: ${reason}` });
    const recipients = members.map(({ subject }) => subject);
    for (const { name } of plugins) {
      await announce(inner, 'plugin.killed', { plugin: name, reason: why }, now, { recipients });
    }
    const before = { ...publisher, members, plugins: plugins.map(({ name }) => name) };
    await audit(inner, viewer, { act: 'closePublisher', target: handle, reason, before, after: null }, now);
    await touchPolicy(inner, now);
  });
  return handle;
}
