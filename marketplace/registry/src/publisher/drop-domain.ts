import type { Viewer } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { wrong } from '../wrong.ts';
import { holdPublisher } from './load-publisher.ts';
import { loseDomain } from './lose-domain.ts';
import { OWNING } from './publisher.rules.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';

/** Gives a domain back that is the publisher's no more. Given back already, it stays so; one that it never had is none. Answers the handle. */
export async function dropDomain(
  em: EntityManager,
  viewer: Viewer,
  { publisher: handle, domain: said }: { readonly publisher: string; readonly domain: string },
  now: Date,
): Promise<string> {
  const domain = said.trim().toLowerCase().slice(0, 253);
  await transact(em, async (inner) => {
    const publisher = await holdPublisher(inner, viewer, handle, OWNING);
    const domains = await findRows(inner, PublisherDomain, { publisherId: publisher.id });
    if (!domains.some((one) => one.domain === domain)) {
      const has = domains.map((one) => one.domain).join(', ') || 'none';
      throw wrong('NOT_FOUND', 'domain', `${handle} has not proved ${domain}; its domains: ${has}.`);
    }
    await loseDomain(inner, viewer, publisher, domain, 'Its publisher gave it back.', now);
  });
  return handle;
}
