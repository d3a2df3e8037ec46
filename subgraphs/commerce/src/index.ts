import type { City } from '@citygraph/city';
import { defineSubgraph } from '@citygraph/kit';
import { customsReply } from './declaration/declare-cross-border.ts';
import { TradeDeclaration } from './declaration/trade-declaration.entity.ts';
import { TradeDeclarationResolver } from './declaration/trade-declaration.resolver.ts';
import { Dispute } from './dispute/dispute.entity.ts';
import { DisputeResolver, disputeReference } from './dispute/dispute.resolver.ts';
import { Invoice } from './invoice/invoice.entity.ts';
import { EInvoiceResolver, invoiceReference } from './invoice/invoice.resolver.ts';
import { Turnover } from './invoice/turnover.entity.ts';
import { ManufacturingCapability } from './manufacturing/capability.entity.ts';
import { contractAccess } from './manufacturing/manufacturing.access.ts';
import {
  FirmContractsResolver,
  ManufacturingCapabilityResolver,
  manufacturingCapabilityReference,
  QuotationResolver,
  quotationReference,
  WorkOrderResolver,
  workOrderReference,
} from './manufacturing/manufacturing.resolver.ts';
import { Quotation } from './manufacturing/quotation.entity.ts';
import { WorkOrder } from './manufacturing/work-order.entity.ts';
import { goods } from './migrations/0001-goods.ts';
import { orders } from './migrations/0002-orders.ts';
import { manufacturing } from './migrations/0003-manufacturing.ts';
import { invoiceAccess, orderAccess, residentAccess, throughParent } from './order/order.access.ts';
import { TradeOrder } from './order/order.entity.ts';
import { OrderResolver, orderReference, ResidentOrdersResolver, ResidentType } from './order/order.resolver.ts';
import { Counter } from './product/counter.entity.ts';
import { Offer } from './product/offer.entity.ts';
import { Product } from './product/product.entity.ts';
import { OfferResolver, ProductResolver, productReference } from './product/product.resolver.ts';
import { seedCommerce } from './seed.ts';
import { Carrier } from './shipment/carrier.entity.ts';
import { Shipment } from './shipment/shipment.entity.ts';
import { ShipmentResolver } from './shipment/shipment.resolver.ts';
import { legalEntityAccess } from './trade-record/legal-entity.access.ts';
import { TradeRecordResolver } from './trade-record/trade-record.resolver.ts';

/** The whole wiring. */
export const commerce = defineSubgraph({
  name: 'commerce',
  description: 'Goods and who sells them, orders to disputes, export declarations, and manufacturing for others.',
  entities: [
    Carrier,
    Counter,
    Dispute,
    Invoice,
    ManufacturingCapability,
    Offer,
    Product,
    Quotation,
    Shipment,
    TradeDeclaration,
    TradeOrder,
    Turnover,
    WorkOrder,
  ],
  migrations: [goods, orders, manufacturing],
  resolvers: [
    DisputeResolver,
    EInvoiceResolver,
    FirmContractsResolver,
    ManufacturingCapabilityResolver,
    OfferResolver,
    OrderResolver,
    ProductResolver,
    QuotationResolver,
    ResidentOrdersResolver,
    ShipmentResolver,
    TradeDeclarationResolver,
    TradeRecordResolver,
    WorkOrderResolver,
  ],
  orphanedTypes: [ResidentType],
  references: {
    Dispute: disputeReference,
    EInvoice: invoiceReference,
    LegalEntity: ({ uscc }) => ({ uscc }),
    ManufacturingCapability: manufacturingCapabilityReference,
    Order: orderReference,
    Product: productReference,
    Quotation: quotationReference,
    Resident: ({ id }) => ({ id }),
    WorkOrder: workOrderReference,
  },
  access: {
    Dispute: orderAccess,
    EInvoice: invoiceAccess,
    LegalEntity: legalEntityAccess,
    Order: orderAccess,
    Quotation: contractAccess,
    Resident: residentAccess,
    Shipment: throughParent,
    TradeDeclaration: throughParent,
    TurnoverBand: throughParent,
    WorkOrder: contractAccess,
  },
  operations: { customsReply },
  seed: (em, city) => seedCommerce(em, city as City),
});
