import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConsentShard, consentShardOf, digestOfPayload, subjectHash } from '@citygraph/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPolicies } from '../../policy/bundle/policies.ts';
import { consent, key, SECRET, signedBundle } from '../../testing/test-policy.ts';
import { deliveredPolicy } from './delivered-policy.ts';
import { openDocumentStore } from './document-store.ts';

const UNTIL = '2099-01-01T00:00:00.000Z';
const shardOf = (resident: string): ConsentShard => {
  const subject = subjectHash(SECRET, 'Resident', resident);
  return { shard: consentShardOf(subject), consents: [consent({ id: `consent_${resident}`, subject, until: UNTIL })] };
};
const RESIDENTS = Array.from({ length: 20 }, (_, index) => `res_${index}`);
const SHARDS = new Map(RESIDENTS.map(shardOf).map((shard) => [digestOfPayload(shard), shard]));
const NAMED = Object.fromEntries([...SHARDS].map(([digest, { shard }]) => [shard, digest]));
const named = new Set(Object.values(NAMED));
/** Of two residents in one shard the later one's is named. */
const reachable = RESIDENTS.filter((resident) => named.has(digestOfPayload(shardOf(resident))));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-delivered-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A gateway's process: its policy, what it says, and what it asked the registry for. */
async function start(registry: (digest: string) => unknown | Promise<unknown> = (digest) => SHARDS.get(digest)) {
  let verified = 0;
  const keys = () => {
    verified += 1;
    return [key.publicJwk];
  };
  const policies = createPolicies({ keys, subjectSecret: SECRET });
  const asked: string[] = [];
  const logged: { readonly event?: string }[] = [];
  const policy = deliveredPolicy({
    store: await openDocumentStore(folder),
    channel: {
      async consents(digest) {
        asked.push(digest);
        const shard = await registry(digest);
        if (!shard) throw new Error('HTTP 404');
        return shard;
      },
    },
    log: (line) => void logged.push(line),
  });
  const at = { offerPolicy: policies.offer };
  return {
    verified: () => verified,
    asked,
    logged,
    take: (document: unknown) => policy.take(at, document),
    restore: () => policy.restore(at),
    consenting: () =>
      RESIDENTS.filter((resident) => policies.current()?.hasConsent('grant_1', 'Resident', resident, Date.now())),
  };
}

describe('a policy from a registry', () => {
  it('comes with its consents, and the next asks for what changed', async () => {
    const gateway = await start();
    expect(await gateway.take(signedBundle({ consentShards: NAMED }))).toBe(true);
    expect(gateway.consenting()).toEqual(reachable);
    expect([...gateway.asked].sort()).toEqual([...named].sort());
    const [first, ...others] = Object.entries(NAMED);
    expect(await gateway.take(signedBundle({ consentShards: Object.fromEntries(others) }))).toBe(true);
    expect(gateway.asked).toHaveLength(named.size);
    expect(gateway.consenting()).toHaveLength(reachable.length - 1);
    expect(await gateway.take(signedBundle({ consentShards: NAMED }))).toBe(true);
    expect(gateway.asked.slice(named.size)).toEqual([first?.[1]]);
  });

  it('is verified once, and what holds its signature no more is not taken', async () => {
    const gateway = await start();
    const document = signedBundle({ consentShards: NAMED });
    await gateway.take(document);
    expect(gateway.verified()).toBe(1);
    const forged = { ...document, payload: { ...document.payload, version: document.payload.version + 1 } };
    await expect(gateway.take(forged)).rejects.toThrow('its signature does not fit its content');
    const again = await start();
    await again.restore();
    expect([again.verified(), again.consenting()]).toEqual([1, reachable]);
  });

  it('is carried out though consents cannot be had, and is not done until they can', async () => {
    let isAway = true;
    const [missing = ''] = named;
    const gateway = await start((digest) => (isAway && digest === missing ? null : SHARDS.get(digest)));
    const document = signedBundle({ consentShards: NAMED });
    expect(await gateway.take(document)).toBe(false);
    expect(gateway.consenting()).toHaveLength(reachable.length - 1);
    expect(gateway.logged).toContainEqual(expect.objectContaining({ event: 'consents-missing', digest: missing }));
    isAway = false;
    expect(await gateway.take(document)).toBe(true);
    expect(gateway.consenting()).toEqual(reachable);
  });

  it('is carried out within a second or so though a part of it takes long, and has that as soon as it comes', async () => {
    let come = () => {};
    const late = new Promise<void>((resolve) => {
      come = resolve;
    });
    const [slow = ''] = named;
    const gateway = await start((digest) => (digest === slow ? late.then(() => SHARDS.get(slow)) : SHARDS.get(digest)));
    const document = signedBundle({ consentShards: NAMED });
    expect(await gateway.take(document)).toBe(false);
    expect(gateway.consenting()).toHaveLength(reachable.length - 1);
    come();
    expect(await gateway.take(document)).toBe(true);
    expect(gateway.consenting()).toEqual(reachable);
    // It was asked for once, however often it was waited for.
    expect(gateway.asked).toHaveLength(named.size);
  });

  it('is there after a start without the registry', async () => {
    await (await start()).take(signedBundle({ consentShards: NAMED }));
    const again = await start(() => null);
    expect(await again.restore()).toBe(true);
    expect(again.consenting()).toEqual(reachable);
    expect(again.asked).toEqual([]);
  });

  it('leaves nothing on disk that it does not name, once nobody may be about to read it', async () => {
    const gateway = await start();
    await gateway.take(signedBundle({ consentShards: NAMED }));
    await gateway.take(signedBundle({}));
    const consents = join(folder, 'consents');
    expect(await readdir(consents)).toHaveLength(named.size);
    const old = new Date(Date.now() - 120_000);
    for (const name of await readdir(consents)) await utimes(join(consents, name), old, old);
    await gateway.take(signedBundle({}));
    expect(await readdir(consents)).toEqual([]);
  });
});
