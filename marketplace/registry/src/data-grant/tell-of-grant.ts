import type { EntityManager } from '@mikro-orm/sql';
import { announce } from '../outbox/announce.ts';
import type { DataGrant } from './data-grant.entity.ts';

/** Leaves word of what was decided, for who asked and for the plugin's publisher. */
export async function tellOfGrant(
  em: EntityManager,
  { id, plugin, app, requestedBy }: Pick<DataGrant, 'id' | 'plugin' | 'app' | 'requestedBy'>,
  { state, decisionReason }: Pick<DataGrant, 'state' | 'decisionReason'>,
  now: Date,
): Promise<void> {
  const grantee = plugin === null ? { app } : { plugin };
  const payload = { ...grantee, grant: id, state, reason: decisionReason, recipients: [requestedBy] };
  await announce(em, 'grant.decided', payload, now);
}
