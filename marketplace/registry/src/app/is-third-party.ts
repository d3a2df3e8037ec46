import { defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { App } from './app.entity.ts';

async function thirdParties(em: EntityManager, apps: readonly string[]): Promise<boolean[]> {
  const rows = await findRows(em, App, { clientId: { $in: [...apps] }, thirdParty: true }, { fields: ['clientId'] });
  return apps.map((app) => rows.some(({ clientId }) => clientId === app));
}

/** Whether an app is registered as a third party's. Of one that is not registered gateways take it for granted, and ask for nothing here that was not granted. */
export const isThirdParty = async (em: EntityManager, app: string | null): Promise<boolean> =>
  app !== null && (await thirdParties(em, [app])).includes(true);

/** The same, asked once a request. */
export const thirdPartyApp = defineLoader<string, boolean, SubgraphContext>((apps, { em }) => thirdParties(em, apps));
