import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { isAdministrator } from '../administrator.ts';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { DATA_AUTHORITY, PROVIDERS } from '../catalog-entry/providers.ts';
import { isOfOwner } from '../data-grant/data-grant.rules.ts';
import { loadPublisher, subjectOf } from '../publisher/load-publisher.ts';
import { type MemberRole, Publisher } from '../publisher/publisher.entity.ts';
import { OWNING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { DeletedWebhook, Webhook, type WebhookOwnerKind } from './webhook.entity.ts';

/** A publisher, by its handle, an app, by its client id, or an agency, by its USCC: one of them. */
export interface NamedOwner {
  readonly publisher: string | null;
  readonly app: string | null;
  readonly agency: string | null;
}

export interface WebhookOwner {
  readonly ownerKind: WebhookOwnerKind;
  readonly ownerId: string;
}

/** Whose webhooks the viewer keeps, or reads. @throws UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT */
export async function ownerOf(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, app, agency }: NamedOwner,
  roles: readonly MemberRole[] = OWNING,
): Promise<WebhookOwner> {
  subjectOf(viewer);
  if ([handle, app, agency].filter((named) => named !== null).length !== 1) {
    throw wrong('BAD_USER_INPUT', 'publisher', 'give a publisher, an app or an agency, and one of them alone.');
  }
  if (handle !== null) {
    const { id: ownerId } = await loadPublisher(em, viewer, handle, roles);
    return { ownerKind: 'PUBLISHER', ownerId };
  }
  if (agency !== null) {
    if (mayKeepOf(viewer, agency)) return { ownerKind: 'AGENCY', ownerId: agency };
    throw wrong(
      'FORBIDDEN',
      'agency',
      `${agency.slice(0, 40)} answers for no data here, or you are neither an officer of it nor an administrator; the data authority's are its administrators'.`,
    );
  }
  const known = await em.findOne(App, { clientId: app ?? '' }, { disableIdentityMap: true });
  if (known && isOfApp(viewer, known)) return { ownerKind: 'APP', ownerId: known.clientId };
  throw wrong('FORBIDDEN', 'app', `there is no app ${app}, or you neither work for nor represent who runs it.`);
}

/** What the data authority's hears is for administrators, so none of its other officers keeps it. */
const mayKeepOf = (viewer: Viewer, agency: string): boolean =>
  Object.values(PROVIDERS).includes(agency) &&
  (agency === DATA_AUTHORITY ? isAdministrator(viewer) : isOfOwner(viewer, agency));

/** The webhook, for who keeps it. @throws UNAUTHENTICATED or FORBIDDEN, also when there is none */
export async function loadWebhook(em: EntityManager, viewer: Viewer, id: string): Promise<Webhook> {
  subjectOf(viewer);
  const webhook = await em.findOne(Webhook, { id }, { disableIdentityMap: true });
  if (webhook && (await keeps(em, viewer, webhook))) return webhook;
  throw wrong('FORBIDDEN', 'id', `there is no webhook ${id.slice(0, 40)}, or it is not yours.`);
}

/** Whether there was one that the viewer would keep, and it was deleted. */
export async function hasDeleted(em: EntityManager, viewer: Viewer, id: string): Promise<boolean> {
  const deleted = await em.findOne(DeletedWebhook, { id }, { disableIdentityMap: true });
  return deleted !== null && keeps(em, viewer, deleted);
}

async function keeps(
  em: EntityManager,
  viewer: Viewer,
  { ownerKind, ownerId }: Pick<Webhook, 'ownerKind' | 'ownerId'>,
): Promise<boolean> {
  const none = { publisher: null, app: null, agency: null };
  const owner =
    ownerKind === 'APP'
      ? { ...none, app: ownerId }
      : ownerKind === 'AGENCY'
        ? { ...none, agency: ownerId }
        : { ...none, publisher: await handleOf(em, ownerId) };
  return ownerOf(em, viewer, owner, OWNING).then(
    () => true,
    () => false,
  );
}

async function handleOf(em: EntityManager, id: string): Promise<string> {
  const publisher = await em.findOne(Publisher, { id }, { disableIdentityMap: true });
  return publisher?.handle ?? '';
}
