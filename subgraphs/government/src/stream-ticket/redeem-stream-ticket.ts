import { CityGraphError } from '@citygraph/contract';
import { type SubgraphContext, validate } from '@citygraph/kit';
import { z } from 'zod';
import { StreamTicket } from './stream-ticket.entity.ts';
import { StreamTicketKey } from './stream-ticket-key.entity.ts';
import { kidOf, publicJwk, verifyTicket } from './ticket-token.ts';

const Redemption = z.strictObject({ token: z.string().min(1).max(4_000) });

/** What the video gateway is told: which device to open, once, and on whose behalf. */
export interface Redeemed {
  readonly jti: string;
  /** GB/T 28181 device id. */
  readonly deviceId: string;
  readonly caseId: string;
  readonly purpose: string;
  readonly redeemedAt: string;
}

/** Marks a ticket as used, exactly once. Asked by the video gateway through the hub, outside the public API. */
export async function redeemStreamTicket({ em, clock }: SubgraphContext, input: unknown): Promise<Redeemed> {
  const { token } = validate(Redemption, input);
  const now = clock.now();
  const kid = kidOf(token);
  const key = kid === null ? null : await em.findOne(StreamTicketKey, { kid });
  const { jti: id, sub: deviceId } = verifyTicket(key, token, now);
  // Compare-and-set: of two that come at once, one opens the stream.
  const redeemed = await em.nativeUpdate(StreamTicket, { id, deviceId, redeemedAt: null }, { redeemedAt: now });
  if (redeemed === 0) throw new CityGraphError('CONFLICT', `The stream ticket ${id} has been used; request a new one.`);
  const { caseId, purpose } = await em.findOneOrFail(StreamTicket, { id });
  return { jti: id, deviceId, caseId, purpose, redeemedAt: now.toISOString() };
}

/** The public halves of the keys, so that the video gateway can refuse a forgery by itself. */
export async function streamTicketKeys({ em }: SubgraphContext): Promise<{ keys: unknown[] }> {
  const keys = await em.find(StreamTicketKey, {}, { orderBy: { createdAt: 'desc', kid: 'asc' } });
  return { keys: keys.map(publicJwk) };
}
