import { alignRows, defineLoader, findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { Invoice } from './invoice.entity.ts';
import { EInvoiceType } from './invoice.type.ts';
import { issueInvoice } from './issue-invoice.ts';

const invoiceByNumber = defineLoader<string, Invoice, SubgraphContext>(async (numbers, { em }) =>
  alignRows(numbers, await findRows(em, Invoice, { number: { $in: [...numbers] } }), ({ number }) => number),
);

@Resolver(() => EInvoiceType)
export class EInvoiceResolver {
  @Sensitivity('S3')
  @Mutation(() => EInvoiceType, {
    nullable: true,
    description: 'The seller invoices an order that was shipped; a repeat answers the first invoice.',
  })
  async issueInvoice(
    @Arg('orderId', () => ID) orderId: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Invoice | null> {
    const { em, viewer, clock } = context;
    return invoiceByNumber(context).load(await issueInvoice(em, viewer, { orderId }, clock.now()));
  }
}

export const invoiceReference = (
  { number }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Invoice | null> => invoiceByNumber(context).load(String(number));
