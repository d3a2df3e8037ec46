import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { PublicService } from './public-service.entity.ts';
import { SERVICE_CATALOGUE } from './service-catalogue.ts';

export async function seedPublicServices(em: EntityManager, { agencies }: City): Promise<void> {
  const agencyOf = new Map(agencies.map(({ field, uscc }) => [field, uscc]));
  await insertRows(
    em,
    PublicService,
    SERVICE_CATALOGUE.flatMap(({ id, name, audience, agency, statutoryDays, committedDays, evidence }) => {
      const agencyUscc = agencyOf.get(agency);
      if (!agencyUscc) return [];
      return [{ id, name, audience, agencyUscc, statutoryDays, committedDays, requiredEvidence: [...evidence] }];
    }),
  );
}
