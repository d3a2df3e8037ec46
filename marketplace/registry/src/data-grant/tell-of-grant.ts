import type { EntityManager } from '@mikro-orm/sql';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import type { DataGrant } from './data-grant.entity.ts';

/** Who gets the data, as events name it. */
export const granteeIn = ({ plugin, app }: Pick<DataGrant, 'plugin' | 'app'>) =>
  plugin === null ? { app } : { plugin };

/** Offices of those who may decide; none where an agency asks itself, but for the administrators. */
export const officesFor = ({ ownerUscc, granteeUscc }: Pick<DataGrant, 'ownerUscc' | 'granteeUscc'>): string[] =>
  officesOf(ownerUscc === granteeUscc ? [] : [ownerUscc]);

/** Leaves word of a request for whoever may decide it. What it is for stays with the request: only its two sides read that. */
export async function tellOfRequest(em: EntityManager, grant: DataGrant, now: Date): Promise<void> {
  const { id, state, requestedBy } = grant;
  const payload = { ...granteeIn(grant), grant: id, state };
  await announce(em, 'grant.requested', payload, now, { offices: officesFor(grant), except: [requestedBy] });
}

/** Leaves word of what was decided: for the plugin's publisher, or for the people of who runs the app. Whoever asked is one of them, or has left and hears nothing more. */
export async function tellOfGrant(
  em: EntityManager,
  { id, plugin, app }: Pick<DataGrant, 'id' | 'plugin' | 'app'>,
  { state, decisionReason }: Pick<DataGrant, 'state' | 'decisionReason'>,
  now: Date,
): Promise<void> {
  const payload = { ...granteeIn({ plugin, app }), grant: id, state, reason: decisionReason };
  await announce(em, 'grant.decided', payload, now);
}

/** Leaves word for whoever answers for the data that a grant of theirs has ended without them. */
export async function tellOwnersOfEnd(
  em: EntityManager,
  grant: Pick<DataGrant, 'id' | 'plugin' | 'app' | 'state' | 'ownerUscc' | 'granteeUscc'>,
  now: Date,
): Promise<void> {
  const payload = { ...granteeIn(grant), grant: grant.id, state: grant.state };
  await announce(em, 'grant.ended', payload, now, { offices: officesFor(grant) });
}
