import type { Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { SHOWN } from '../plugin/hop-key.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Webhook } from '../webhook/webhook.entity.ts';
import { endWorkloads } from '../workload/end-workloads.ts';
import type { Workload } from '../workload/workload.entity.ts';
import { wrong } from '../wrong.ts';
import { endMemberships } from './end-memberships.ts';
import { PublisherInvitation } from './invitation.entity.ts';
import { assertNotSuspended, holdPublisher, subjectOf } from './load-publisher.ts';
import { type MemberRole, Publisher, PublisherMember } from './publisher.entity.ts';
import { assertOwnerRemains, MOST_MEMBERS, OWNING, READING } from './publisher.rules.ts';

const subjectText = z.string().trim().min(1).max(64);
const Place = z.strictObject({
  publisher: z.string().min(1).max(31),
  subject: subjectText,
  role: z.enum(['OWNER', 'DEVELOPER', 'VIEWER']),
});
type Place = z.input<typeof Place>;

/** Asks somebody to become a member; they are one when they say yes. Asked again, the role is the last one said. Answers the handle. */
export async function inviteMember(em: EntityManager, viewer: Viewer, place: Place, now: Date): Promise<string> {
  const { publisher: handle, subject, role } = validate(Place, place);
  await transact(em, async (inner) => {
    const publisher = await holdPublisher(inner, viewer, handle, OWNING);
    assertNotSuspended(publisher);
    const publisherId = publisher.id;
    if (await inner.findOne(PublisherMember, { publisherId, subject }, { disableIdentityMap: true })) {
      throw wrong('CONFLICT', 'subject', `${subject} is a member already; change the role with changeMemberRole.`);
    }
    const before = await inner.findOne(PublisherInvitation, { publisherId, subject }, { disableIdentityMap: true });
    if (before?.role === role) return;
    const people =
      (await inner.count(PublisherInvitation, { publisherId })) + (await inner.count(PublisherMember, { publisherId }));
    if (!before && people >= MOST_MEMBERS) {
      throw wrong('CONFLICT', 'subject', `${handle} has ${people} members and invitations, which is the most.`);
    }
    const invitation = { publisherId, subject, role, invitedBy: subjectOf(viewer), invitedAt: now };
    if (before) await inner.nativeUpdate(PublisherInvitation, { publisherId, subject }, invitation);
    else await inner.insert(PublisherInvitation, invitation);
    await audit(inner, viewer, { act: 'inviteMember', target: handle, before, after: invitation }, now);
  });
  return handle;
}

/** The invited person's word. Said again, it stays so. Answers the handle. */
export async function answerInvitation(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, accept }: { readonly publisher: string; readonly accept: boolean },
  now: Date,
): Promise<string> {
  const subject = subjectOf(viewer);
  await transact(em, async (inner) => {
    const publisher = await inner.findOne(Publisher, { handle }, { disableIdentityMap: true });
    const where = { publisherId: publisher?.id ?? '', subject };
    const invitation = await inner.findOne(PublisherInvitation, where, { disableIdentityMap: true });
    const member = await inner.findOne(PublisherMember, where, { disableIdentityMap: true });
    if (accept && member && !invitation) return;
    if (!invitation || (await inner.nativeDelete(PublisherInvitation, where)) === 0) {
      throw wrong('NOT_FOUND', 'publisher', `${handle} has not invited you, or has taken it back.`);
    }
    const made = accept && !member ? { ...where, role: invitation.role, since: now } : null;
    if (made) await inner.insert(PublisherMember, made);
    await audit(inner, viewer, { act: 'answerInvitation', target: handle, before: invitation, after: made }, now);
  });
  return handle;
}

/** Gives a member another role, for owners. Answers the handle. */
export async function changeMemberRole(em: EntityManager, viewer: Viewer, place: Place, now: Date): Promise<string> {
  const { publisher, subject, role } = validate(Place, place);
  await change(em, viewer, { handle: publisher, subject, becomes: role, act: 'changeMemberRole' }, now);
  return publisher;
}

/**
 * Ends a membership or takes an invitation back: for owners, and for whom it is about. What the person published stays; what they may do ends at once. Answers the handle.
 */
export async function removeMember(
  em: EntityManager,
  viewer: Viewer,
  place: Omit<Place, 'role'>,
  now: Date,
): Promise<string> {
  const { publisher, subject } = validate(Place.omit({ role: true }), place);
  await change(em, viewer, { handle: publisher, subject, becomes: null, act: 'removeMember' }, now);
  return publisher;
}

interface Change {
  readonly handle: string;
  readonly subject: string;
  readonly becomes: MemberRole | null;
  readonly act: string;
}

async function change(em: EntityManager, viewer: Viewer, change: Change, now: Date): Promise<void> {
  const { handle, subject, becomes, act } = change;
  await transact(em, async (inner) => {
    const isOwn = becomes === null && viewer.principal.subject === subject;
    const { id: publisherId } = await holdPublisher(inner, viewer, handle, isOwn ? READING : OWNING);
    const members = await inner.find(PublisherMember, { publisherId }, { disableIdentityMap: true });
    const before = members.find((member) => member.subject === subject);
    if (!before) {
      const withdrawn = becomes === null ? await inner.nativeDelete(PublisherInvitation, { publisherId, subject }) : 0;
      if (withdrawn === 0) throw wrong('NOT_FOUND', 'subject', `${subject} is no member of ${handle}.`);
      await audit(inner, viewer, { act, target: handle, before: { publisherId, subject }, after: null }, now);
      return;
    }
    if (before.role === becomes) return;
    assertOwnerRemains(members, subject, becomes);
    if (becomes === null) await endMemberships(inner, [before], now);
    else await inner.nativeUpdate(PublisherMember, { publisherId, subject }, { role: becomes });
    let hasEnded = false;
    if (before.role === 'OWNER') {
      await endWhatTheyOpened(inner, publisherId, subject, now);
      const ended = await endWorkloads(inner, viewer, { publisherId, madeBy: subject }, now);
      hasEnded = ended.length > 0;
      await tellOfWorkloads(inner, ended, { subject, members }, now);
      await tellOfKeys(inner, { publisherId, subject }, members, now);
    }
    const after = becomes === null ? null : { ...before, role: becomes };
    await audit(inner, viewer, { act, target: handle, before, after }, now);
    if (hasEnded) await touchPolicy(inner, now);
  });
}

/** Whoever is an owner no more leaves no door behind: whom they invited, and where they let things be heard, another owner has to say again. */
async function endWhatTheyOpened(em: EntityManager, publisherId: string, subject: string, now: Date): Promise<void> {
  await em.nativeDelete(PublisherInvitation, { publisherId, invitedBy: subject });
  await em.nativeUpdate(
    Webhook,
    { ownerKind: 'PUBLISHER', ownerId: publisherId, createdBy: subject, disabledAt: null },
    { disabledAt: now, disabledReason: 'Who made it is an owner no more; enable it if it is still yours.' },
  );
}

/** Whoever made a pipeline's key may have kept it: those who remain are told what publishes no more, and by which act it does again. */
async function tellOfWorkloads(
  em: EntityManager,
  ended: readonly Workload[],
  { subject, members }: { readonly subject: string; readonly members: readonly PublisherMember[] },
  now: Date,
): Promise<void> {
  const recipients = members.filter((one) => one.subject !== subject).map((one) => one.subject);
  for (const { id, plugin, name } of ended) {
    const reason = `Who made the key of ${name} is an owner no more, so it publishes ${plugin} no more: give the pipeline a new one with createWorkload.`;
    await announce(em, 'workload.ended', { plugin, workload: id, reason }, now, { recipients, except: [subject] });
  }
}

/** An owner may have been shown the keys of the hop: those who remain are told by which act nobody who left is taken for the hub. */
async function tellOfKeys(
  em: EntityManager,
  { publisherId, subject }: Pick<PublisherMember, 'publisherId' | 'subject'>,
  members: readonly PublisherMember[],
  now: Date,
): Promise<void> {
  const owners = members.filter((member) => member.role === 'OWNER' && member.subject !== subject);
  const recipients = owners.map((owner) => owner.subject);
  for (const { name, hopKeyNumber } of await findRows(em, Plugin, { publisherId })) {
    const number = hopKeyNumber + SHOWN;
    const act = `replaceHopKey(plugin: "${name}", number: ${number}, reason: "…")`;
    const command = `citygraph plugin key --plugin ${name} --replace ${number} --reason …`;
    const reason = `Somebody is an owner no more, and may know what ${name} takes the hub by: replace it at once with ${act}, or ${command}, and give your server the new key, shown by showHopKey.`;
    await announce(em, 'hop-key.exposed', { plugin: name, reason }, now, { recipients, except: [subject] });
  }
}
