import { type EntityManager, raw } from '@mikro-orm/sql';
import type { Audience } from './audience.ts';
import { PublicService } from './public-service.entity.ts';

export interface ServiceSearch {
  /** Part of the name; null or blank: every service. */
  readonly text: string | null;
  readonly audience: Audience | null;
}

/** Services in the order of their names. `instr` takes the text as it is: no wildcard to escape, alike on both databases. */
export async function findPublicServices(
  em: EntityManager,
  { text, audience }: ServiceSearch,
): Promise<PublicService[]> {
  const wanted = text?.trim().slice(0, 100).toLowerCase() ?? '';
  return em.find(
    PublicService,
    {
      ...(audience ? { audience } : {}),
      ...(wanted === '' ? {} : { [raw('instr(lower(name), ?)', [wanted])]: { $gt: 0 } }),
    },
    { orderBy: { name: 'asc', id: 'asc' }, limit: 500 },
  );
}
