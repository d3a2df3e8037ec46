/** What a seller did, counted. */
export interface TradeRecord {
  readonly orders: number;
  readonly upheldDisputes: number;
  readonly lateShipments: number;
  readonly returnedDeclarations: number;
}

/** Fewer orders than this say too little of a seller, and too much of its buyers. */
export const FEWEST_ORDERS = 5;

const UPHELD = 200;
const RETURNED = 60;
const LATE = 40;

/**
 * 0 to 100. From 100 come off, per order: 200 points a dispute that Market Supervision upheld, 60 a declaration that customs
 * returned, 40 a shipment handed over late. Null below five orders.
 */
export function tradeIntegrityScore({
  orders,
  upheldDisputes,
  lateShipments,
  returnedDeclarations,
}: TradeRecord): number | null {
  if (orders < FEWEST_ORDERS) return null;
  const lost = (upheldDisputes * UPHELD + returnedDeclarations * RETURNED + lateShipments * LATE) / orders;
  return Math.max(0, Math.round(100 - lost));
}
