import { DEMO_ENTITIES } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { App } from './app.entity.ts';

/** The sample apps of the realm: a bank's, which gets what is granted, and the city's own. */
export async function seedApps(em: EntityManager, registeredAt: Date): Promise<void> {
  const app = (clientId: string, name: string, organisationUscc: string | null) => ({
    clientId,
    name,
    organisationUscc,
    thirdParty: organisationUscc !== null,
    documentsOnly: false,
    requestsPerMinute: null,
    costPerMinute: null,
    registeredAt,
  });
  await insertRows(em, App, [
    app('app-lender', 'Lender (sample app)', DEMO_ENTITIES.bank),
    app('app-school-entry', 'School entry (sample app)', null),
  ]);
}
