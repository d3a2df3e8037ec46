import { randomBytes } from 'node:crypto';
import { CityGraphError, type Viewer } from '@citygraph/contract';
import { findRows, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import type { GuardedClient } from '../guarded-client.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { wrong } from '../wrong.ts';
import { servedText, whyNotServed } from './domain-challenge.ts';
import { DomainProof } from './domain-proof.entity.ts';
import { assertNotSuspended, holdPublisher, loadPublisher, subjectOf } from './load-publisher.ts';
import { Publisher } from './publisher.entity.ts';
import { OWNING, raised } from './publisher.rules.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';
import { assertRoomForDomain } from './publisher-domain.rules.ts';
import { takeName } from './take-name.ts';

const PROOF_DAYS = 7;

const domainName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$|^(?:localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]):\d{1,5}$/,
    'write a domain without scheme, port or path, e.g. airlab.example.com',
  );

/** What has to be served, and where. */
export interface DomainChallenge {
  readonly domain: string;
  readonly url: string;
  readonly content: string;
  readonly until: Date;
}

const challengeOf = ({ domain, token, startedAt }: DomainProof, handle: string): DomainChallenge => ({
  domain,
  ...servedText(domain, token, handle),
  until: new Date(startedAt.getTime() + PROOF_DAYS * 86_400_000),
});

/** Begins the proof that a domain is the publisher's. Begun again for the same domain while it runs, it is the same proof. */
export async function startDomainProof(
  em: EntityManager,
  viewer: Viewer,
  wanted: { readonly publisher: string; readonly domain: string },
  client: GuardedClient,
  now: Date,
): Promise<DomainChallenge> {
  const { domain } = validate(z.strictObject({ domain: domainName }), { domain: wanted.domain });
  return transact(em, async (inner) => {
    const publisher = await holdPublisher(inner, viewer, wanted.publisher, OWNING);
    assertNotSuspended(publisher);
    const { id: publisherId, handle } = publisher;
    const running = await inner.findOne(DomainProof, { publisherId }, { disableIdentityMap: true });
    if (running?.domain === domain && challengeOf(running, handle).until > now) return challengeOf(running, handle);
    const token = randomBytes(24).toString('base64url');
    const proof = { publisherId, domain, token, startedBy: subjectOf(viewer), startedAt: now };
    const refusal = client.vet(challengeOf(proof, handle).url);
    if (refusal !== null) throw wrong('BAD_USER_INPUT', 'domain', `${domain} cannot be asked: it ${refusal}.`);
    if (running) await inner.nativeUpdate(DomainProof, { publisherId }, proof);
    else await inner.insert(DomainProof, proof);
    await audit(inner, viewer, { act: 'startDomainProof', target: handle, before: running, after: proof }, now);
    return challengeOf(proof, handle);
  });
}

/** Asks the domain for what it has to serve. Proved again, it stays so. Answers the handle. */
export async function proveDomain(
  em: EntityManager,
  viewer: Viewer,
  handle: string,
  client: GuardedClient,
  now: Date,
): Promise<string> {
  const publisher = await loadPublisher(em, viewer, handle, OWNING);
  assertNotSuspended(publisher);
  const proof = await em.findOne(DomainProof, { publisherId: publisher.id }, { disableIdentityMap: true });
  if (!proof && publisher.domain !== null) return handle;
  if (!proof || challengeOf(proof, handle).until <= now) {
    throw wrong('CONFLICT', 'publisher', `${handle} proves no domain at this moment; begin with startDomainProof.`);
  }
  // Nothing is held while a stranger's server takes its time.
  await assertServed(challengeOf(proof, handle), client);
  await transact(em, async (inner) => {
    const held = await holdPublisher(inner, viewer, handle, OWNING);
    assertNotSuspended(held);
    const used = await inner.nativeDelete(DomainProof, { publisherId: held.id, token: proof.token });
    if (used === 0) {
      throw wrong('CONFLICT', 'publisher', `${handle} began another proof meanwhile; serve what that one asks for.`);
    }
    await keepDomain(inner, held, proof, now);
    const change = { domain: held.domain ?? proof.domain, verification: raised(held.verification, 'DOMAIN_PROVED') };
    await inner.nativeUpdate(Publisher, { id: held.id }, change);
    const after = { ...held, ...change, proved: proof.domain };
    await audit(inner, viewer, { act: 'proveDomain', target: handle, before: held, after }, now);
    // Grants reach what runs on domains that are proved.
    await touchPolicy(inner, now);
  });
  return handle;
}

/** Beside those that it has; one that it has is proved anew, by the text that it serves now. */
async function keepDomain(
  em: EntityManager,
  held: Publisher,
  { domain, token }: DomainProof,
  now: Date,
): Promise<void> {
  const { id: publisherId, handle } = held;
  const domains = await findRows(em, PublisherDomain, { publisherId });
  const proved = { token, provedAt: now, lookedAt: now, failingSince: null };
  if (domains.some((one) => one.domain === domain)) {
    await em.nativeUpdate(PublisherDomain, { publisherId, domain }, proved);
    return;
  }
  assertRoomForDomain(handle, domains);
  await takeName(em, { kind: 'domain', name: domain, argument: 'publisher', skeleton: keyOf(domain) }, now);
  await em.insert(PublisherDomain, { publisherId, domain, ...proved });
}

/** A domain is longer than an index may be; no two of the longest differ only at their beginning. */
const keyOf = (domain: string): string => domain.slice(-191);

async function assertServed(challenge: DomainChallenge, client: GuardedClient): Promise<void> {
  const found = await whyNotServed(challenge, client);
  if (found === null) return;
  const { domain, url, content } = challenge;
  throw new CityGraphError(
    'CONFLICT',
    `publisher: ${domain} does not prove it (${found}): serve the text ${content} at ${url} with status 200, and go on serving it.`,
    { extensions: { argument: 'publisher' } },
  );
}
