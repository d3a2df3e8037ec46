import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, representative, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { LoanProduct } from './loan-product.entity.ts';

const Closing = z.strictObject({ id: z.string().min(1).max(40) });

const lender = representative<LoanProduct>(({ lenderUscc }) => lenderUscc);

/** The bank takes no more applications for a product; those it has stay. Answers the product's id. */
export async function closeLoanProduct(
  em: EntityManager,
  viewer: Viewer,
  closing: z.infer<typeof Closing>,
  now: Date,
): Promise<string> {
  const { id } = validate(Closing, closing);
  const product = await em.findOne(LoanProduct, { id }, { disableIdentityMap: true });
  granted(viewer, lender, product, { argument: 'id', what: 'loan product', now });
  const closed = await em.nativeUpdate(LoanProduct, { id, open: true }, { open: false });
  if (closed === 0) throw new CityGraphError('CONFLICT', `The loan product ${id} is closed already.`);
  return id;
}
