import { CityGraphError, type Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import type { Role } from './biz-step.rules.ts';
import { Carrier } from './carrier.entity.ts';
import type { Product } from './product.entity.ts';
import { ProductSeller } from './product-seller.entity.ts';

/** A legal entity that the viewer represents, and what it is to a product. */
export interface Party {
  readonly uscc: string;
  readonly roles: readonly Role[];
}

/**
 * The parties of the chain of custody that the viewer may speak for, the brand owner first; the one that `actorUscc` names alone.
 * @throws UNAUTHENTICATED or FORBIDDEN when there is none.
 */
export async function partiesOf(
  em: EntityManager,
  { principal, standing }: Viewer,
  { gtin, brandOwnerUscc }: Product,
  actorUscc: string | null,
): Promise<Party[]> {
  const represented = standing?.represents ?? [];
  const own = actorUscc === null ? [...represented] : represented.filter((uscc) => uscc === actorUscc);
  const sellers = new Set((await em.find(ProductSeller, { gtin, uscc: { $in: own } })).map(({ uscc }) => uscc));
  const carriers = new Set((await em.find(Carrier, { uscc: { $in: own } })).map(({ uscc }) => uscc));
  const parties = own.map(
    (uscc): Party => ({
      uscc,
      roles: [
        ...(uscc === brandOwnerUscc ? (['brand owner'] as const) : []),
        ...(sellers.has(uscc) ? (['seller'] as const) : []),
        ...(carriers.has(uscc) ? (['carrier'] as const) : []),
      ],
    }),
  );
  const involved = parties.filter(({ roles }) => roles.length > 0);
  if (involved.length > 0) {
    return involved.sort((a, b) => Number(b.uscc === brandOwnerUscc) - Number(a.uscc === brandOwnerUscc));
  }
  const argument = actorUscc === null ? 'gtin' : 'actorUscc';
  throw new CityGraphError(
    principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    `${argument}: only a representative of the brand owner, of a seller of the product or of a carrier records what happens to it.`,
    { extensions: { argument } },
  );
}
