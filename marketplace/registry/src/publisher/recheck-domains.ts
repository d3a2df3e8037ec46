import { type Clock, findRows, type Job, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import type { GuardedClient } from '../guarded-client.ts';
import { HUB } from '../hub-viewer.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { servedText, whyNotServed } from './domain-challenge.ts';
import { loseDomain } from './lose-domain.ts';
import { Publisher, PublisherMember } from './publisher.entity.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';
import { lookedBefore, lostAt } from './publisher-domain.rules.ts';

/** Domains of one run, one after another: each may take seconds. With a run a minute that is 28,800 a day, where each is looked at once. */
const MOST = 20;

/**
 * Looks whether domains still serve their proofs, each once a day. One that does not is told to its publisher with the day on which it is lost; found again, it is as if
 * nothing had been. What is lost gives nothing to anybody: what runs there goes to nobody more, and what clients have is told to administrators.
 */
export async function recheckDomains(em: EntityManager, { now: clock }: Clock, client: GuardedClient): Promise<void> {
  const due = { lookedAt: { $lt: lookedBefore(clock()) } };
  const rows = await findRows(em, PublisherDomain, due, { orderBy: { lookedAt: 'asc' }, limit: MOST });
  for (const row of rows) {
    const [publisher] = await findRows(em, Publisher, { id: row.publisherId });
    if (!publisher) continue;
    // Nothing is held while a stranger's server takes its time.
    const why =
      row.token === null
        ? 'it was proved before the hub looked again: prove it once more'
        : await whyNotServed(servedText(row.domain, row.token, publisher.handle), client);
    await note(em, publisher, row, why, clock());
  }
}

async function note(
  em: EntityManager,
  publisher: Publisher,
  row: PublisherDomain,
  why: string | null,
  now: Date,
): Promise<void> {
  const { publisherId, domain, lookedAt, failingSince } = row;
  await transact(em, async (inner) => {
    const change = { lookedAt: now, failingSince: why === null ? null : (failingSince ?? now) };
    // Somebody proved it meanwhile, or another process looked.
    if ((await inner.nativeUpdate(PublisherDomain, { publisherId, domain, lookedAt }, change)) === 0) return;
    const until = lostAt(change);
    if (until !== null && until <= now)
      return loseDomain(inner, HUB, publisher, domain, `The proof was not served: ${why}.`, now);
    if ((why === null) === (failingSince === null)) return;
    const owners = await findRows(inner, PublisherMember, { publisherId, role: 'OWNER' });
    const recipients = owners.map(({ subject }) => subject);
    const topic = why === null ? 'publisher.domain-proved-again' : 'publisher.domain-unproved';
    const what = { publisher: publisher.handle, domain, reason: why, until: until?.toISOString() ?? null };
    await announce(inner, topic, what, now, { recipients, offices: officesOf([]) });
    const act = why === null ? 'findDomainProof' : 'missDomainProof';
    await audit(
      inner,
      HUB,
      { act, target: publisher.handle, reason: why, before: row, after: { ...row, ...change } },
      now,
    );
  });
}

export const recheckingDomains = (client: GuardedClient): Job => ({
  name: 'recheck-domains',
  everySeconds: 60,
  run: (em, clock) => recheckDomains(em as EntityManager, clock, client),
});
