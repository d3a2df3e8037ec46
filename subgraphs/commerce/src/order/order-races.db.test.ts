import { resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { commerce } from '../index.ts';
import { Offer } from '../product/offer.entity.ts';
import { CANCEL, carrier, city, gtin, INVOICE, now, PLACE, people, SHIP, shop } from '../testing/traders.ts';

describe('at one moment', () => {
  const department = testSubgraph(commerce, { commits: true, seed: (em) => commerce.seed(em, city), now });
  const codesOf = (answers: readonly { errors?: readonly { extensions: Record<string, unknown> }[] }[]) =>
    answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();

  it('the last units go to whom there are enough for', async () => {
    await department.em().nativeUpdate(Offer, { gtin, sellerUscc: shop }, { stock: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department.as(resident(`res_${i}`)).run(PLACE, { g: gtin, q: 1, s: shop, k: 'k' }),
      ),
    );
    expect(codesOf(answers)).toEqual([...Array(5).fill('CONFLICT'), 'ok', 'ok', 'ok']);
    expect((await department.em().findOneOrFail(Offer, { gtin, sellerUscc: shop })).stock).toBe(0);
  });

  it('an order is shipped or cancelled, not both, and invoiced under one number', async () => {
    await department.em().nativeUpdate(Offer, { gtin, sellerUscc: shop }, { stock: 10 });
    const order = async (k: string): Promise<string> =>
      (await department.as(people.buyer).run(PLACE, { g: gtin, q: 1, s: shop, k })).data.placeOrder.id;
    const contested = await order('a');
    const answers = await Promise.all([
      department.as(people.seller).run(SHIP, { o: contested, c: carrier }),
      department.as(people.buyer).run(CANCEL, { o: contested }),
    ]);
    expect(codesOf(answers)).toEqual(['CONFLICT', 'ok']);
    const sold = await order('b');
    await department.as(people.seller).run(SHIP, { o: sold, c: carrier });
    const invoices = await Promise.all(
      Array.from({ length: 4 }, () => department.as(people.seller).run(INVOICE, { o: sold })),
    );
    expect(new Set(invoices.flatMap(({ data }) => data?.issueInvoice?.number ?? [])).size).toBe(1);
    expect(codesOf(invoices).every((code) => code === 'ok' || code === 'CONFLICT')).toBe(true);
  });
});
