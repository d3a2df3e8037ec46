import { defineEntity, p } from '@mikro-orm/core';

const InvoiceSchema = defineEntity({
  name: 'Invoice',
  tableName: 'invoice',
  properties: {
    /** 20 digits, as fully digital e-invoices have. */
    number: p.string().length(20).primary(),
    orderId: p.string().length(40).unique(),
    buyerId: p.string().length(40),
    sellerUscc: p.string().length(18),
    amountCents: p.bigint('number'),
    issuedAt: p.datetime(3),
  },
});

/** An e-invoice (EN 16931, UBL Invoice). */
export class Invoice extends InvoiceSchema.class {}
InvoiceSchema.setClass(Invoice);
