import { createCity, DEMO_ENTITIES, DEMO_PRODUCT } from '@citygraph/city';
import { anonymous, officer, resident } from '@citygraph/kit/testing';

export const city = createCity({ scale: 0.0002 });
export const now = new Date('2026-11-02T09:00:00+08:00');
export const { shop, bank } = DEMO_ENTITIES;
export const { gtin } = DEMO_PRODUCT;
export const parentId = city.demo.parent.resident;
export const carrier =
  city.legalEntities.find(({ kind, status }) => kind === 'carrier' && status === 'IN_OPERATION')?.uscc ?? '';
export const MARKET = '11220100MB1C105785';
export const onCase = (
  agency: string,
  purpose: 'credit-assessment' | 'tax' | 'consumer-protection',
  subjects: string[] = [shop],
) => officer({ agency, purpose, case: { id: 'c', agency, purposes: [purpose], subjects, exp: 4e9 } });

export const people = {
  buyer: resident(parentId),
  guardian: resident('res_g', { guardianOf: [parentId] }),
  seller: resident('res_s', { represents: [shop] }),
  stranger: resident('res_x'),
  inspector: onCase(MARKET, 'consumer-protection'),
  'inspector on another case': onCase(MARKET, 'consumer-protection', ['91220100MA00LFMX24']),
  'inspector of another agency': onCase('11220100MB1C101566', 'consumer-protection'),
  lender: onCase(bank, 'credit-assessment'),
  nobody: anonymous(),
} as const;
export type Who = keyof typeof people;

export const PLACE =
  'mutation P($g: GTIN!, $q: Int!, $s: USCC!, $k: ID) { placeOrder(gtin: $g, quantity: $q, seller: $s, idempotencyKey: $k) { id status amountCents quantity buyer { id } seller { uscc } product { name } shipment { sscc } invoice { number } } }';
export const SHIP =
  'mutation S($o: ID!, $c: USCC!) { shipOrder(orderId: $o, carrier: $c) { status shipment { sscc status carrier { uscc } } } }';
export const DELIVER = 'mutation D($o: ID!) { confirmDelivery(orderId: $o) { status shipment { status } } }';
export const CANCEL = 'mutation C($o: ID!) { cancelOrder(orderId: $o) { status } }';
export const INVOICE = 'mutation I($o: ID!) { issueInvoice(orderId: $o) { number amountCents issuedAt } }';
export const DISPUTE = 'mutation R($o: ID!, $g: String!) { reportDispute(orderId: $o, grounds: $g) }';
export const DECLARE =
  'mutation X($o: ID!, $c: String!, $h: String!) { declareCrossBorder(orderId: $o, partnerCountry: $c, hsCode: $h) { declarationNo status sscc } }';
export const GROUNDS = 'The rice was wet and smelled of mould.';
