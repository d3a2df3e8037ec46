import { type Connection, pageOf } from '@citygraph/kit';
import { type EntityManager, type FilterQuery, raw } from '@mikro-orm/sql';
import type { Audience } from './audience.ts';
import { PublicService } from './public-service.entity.ts';

export interface ServiceSearch {
  /** Part of the name; null or blank: every service. */
  readonly text: string | null;
  readonly audience: Audience | null;
  /** USCC of the competent agency; null: any. */
  readonly agency: string | null;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** Services in the order of their names. `instr` takes the text as it is: no wildcard to escape, alike on both databases. */
export async function findPublicServices(
  em: EntityManager,
  { text, audience, agency, first, after }: ServiceSearch,
): Promise<Connection<PublicService>> {
  const wanted = text?.trim().slice(0, 100).toLowerCase() ?? '';
  const where: FilterQuery<PublicService> = {
    ...(audience ? { audience } : {}),
    ...(agency ? { agencyUscc: agency } : {}),
    ...(wanted === '' ? {} : { [raw('instr(lower(name), ?)', [wanted])]: { $gt: 0 } }),
  };
  return pageOf(em, PublicService, {
    where,
    order: [
      ['name', 'asc'],
      ['id', 'asc'],
    ],
    first,
    after,
  });
}
