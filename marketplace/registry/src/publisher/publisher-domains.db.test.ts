import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Head } from '../policy/head.entity.ts';
import { pluginPolicies } from '../policy/plugin-policies.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  published,
  registered,
  vendors,
} from '../testing/publishing-story.ts';
import { city, keys, now, people, shop } from '../testing/story.ts';
import { Publisher } from './publisher.entity.ts';
import { PublisherDomain } from './publisher-domain.entity.ts';
import { recheckDomains } from './recheck-domains.ts';

const client = fakeClient();
const department = testSubgraph(withKeys(keys, { client, admission: fakeAdmission() }), {
  seed: (em) => registry.seed(em, city),
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const DAY_MS = 86_400_000;
const start = (domain: string, viewer: Viewer = vendors.ada, p = 'air-lab') =>
  run(viewer, 'mutation S($p: ID!, $d: String!) { startDomainProof(publisher: $p, domain: $d) { url content } }', {
    p,
    d: domain,
  });
const prove = async (domain: string, viewer: Viewer = vendors.ada, p = 'air-lab') => {
  const { url, content } = (await start(domain, viewer, p)).data.startDomainProof;
  client.served.set(url, content);
  return run(viewer, 'mutation P($p: ID!) { proveDomain(publisher: $p) { domain domains { domain } } }', { p });
};
const drop = (domain: string, viewer: Viewer = vendors.ada) =>
  run(
    viewer,
    'mutation D($d: String!) { dropDomain(publisher: "air-lab", domain: $d) { verification domain domains { domain } } }',
    { d: domain },
  );
const seen = async () =>
  (await run(people.nobody, '{ publisher(handle: "air-lab") { verification domain domains { domain lostAt } } }')).data
    .publisher;
/** What the hub finds when it looks after so many days. */
const look = async (days: number) => {
  department.clock.set(new Date(now.getTime() + days * DAY_MS));
  await recheckDomains(department.em(), department.clock, client);
};
const told = async (): Promise<{ topic: string; reason?: unknown }[]> =>
  (
    await department
      .em()
      .find(OutboxEvent, { topic: { $like: 'publisher.%' } }, { orderBy: { at: 'asc' }, disableIdentityMap: true })
  ).map(({ topic, payload }) => ({ topic, ...payload }));

beforeEach(async () => {
  client.served.clear();
  client.asked.length = 0;
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('several domains', () => {
  it('are proved one beside the other, and plugins run under any of them', async () => {
    await prove('airlab.example');
    const { data } = await prove('air.example');
    expect(data.proveDomain).toEqual({
      domain: 'airlab.example',
      domains: [{ domain: 'air.example' }, { domain: 'airlab.example' }],
    });
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    for (const domain of ['airlab.example', 'air.example'])
      expect(codeOf(await prove(domain, vendors.eve, 'dust-lab'))).toBe('CONFLICT');
  });

  it('are ten at most', async () => {
    for (let number = 1; number <= 10; number++) await prove(`air-${number}.example`);
    expect(codeOf(await prove('air-11.example'))).toBe('CONFLICT');
    await drop('air-3.example');
    expect((await prove('air-11.example')).errors).toBeUndefined();
  });

  it('are given back by owners, and then free for whoever proves them', async () => {
    await prove('airlab.example');
    await prove('air.example');
    expect(codeOf(await drop('airlab.example', vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await drop('airlab.example', people.nobody))).toBe('UNAUTHENTICATED');
    expect(codeOf(await drop('other.example'))).toBe('NOT_FOUND');
    expect((await drop('airlab.example')).data.dropDomain).toEqual({
      verification: 'DOMAIN_PROVED',
      domain: 'air.example',
      domains: [{ domain: 'air.example' }],
    });
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    expect((await prove('airlab.example', vendors.eve, 'dust-lab')).errors).toBeUndefined();
    expect((await drop('air.example')).data.dropDomain).toEqual({
      verification: 'UNVERIFIED',
      domain: null,
      domains: [],
    });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });
});

describe('a proof', () => {
  it('is looked for once a day, and nobody hears of what is there', async () => {
    await prove('airlab.example');
    client.asked.length = 0;
    await look(0.5);
    expect(client.asked).toEqual([]);
    await look(1.1);
    await look(1.2);
    expect(client.asked).toHaveLength(1);
    expect(await told()).toEqual([]);
    expect((await seen()).domains).toEqual([{ domain: 'airlab.example', lostAt: null }]);
  });

  it('that is served no more is told to owners and administrators once, with the day on which the domain is lost', async () => {
    await prove('airlab.example');
    client.served.clear();
    await look(1.1);
    await look(2.2);
    const until = new Date(now.getTime() + 15.1 * DAY_MS).toISOString();
    expect(await told()).toEqual([
      {
        topic: 'publisher.domain-unproved',
        publisher: 'air-lab',
        domain: 'airlab.example',
        reason: 'nobody answered within its time',
        until,
        recipients: [vendors.ada.principal.subject],
        offices: ['administrators'],
      },
    ]);
    expect(Date.parse((await seen()).domains[0].lostAt)).toBe(Date.parse(until));
  });

  it('that is served again in time is as if it had never been away', async () => {
    await prove('airlab.example');
    const [[url, content]] = [...client.served] as [[string, string | number]];
    client.served.set(url, 503);
    await look(1.1);
    client.served.set(url, content);
    await look(2.2);
    expect((await told()).map(({ topic }) => topic)).toEqual([
      'publisher.domain-unproved',
      'publisher.domain-proved-again',
    ]);
    await look(20);
    expect((await seen()).domains).toEqual([{ domain: 'airlab.example', lostAt: null }]);
  });

  it('that stays away loses the domain: nothing new runs there, and what clients have is told to administrators', async () => {
    await licensed(department, client, { uscc: shop, admin: people.admin });
    const release = await published(department);
    await department.em().nativeUpdate(PluginRelease, { id: release.id }, { state: 'STABLE' });
    const reached = async () =>
      (await pluginPolicies(department.em(), new Set(['air-quality'])))['air-quality']?.approved;
    expect(await reached()).toEqual([release.digest]);
    const version = async () =>
      (await department.em().findOneOrFail(Head, { name: 'policy' }, { disableIdentityMap: true })).version;
    const before = await version();
    client.served.clear();
    for (const day of [1.1, 9, 15.2]) await look(day);
    // What was granted goes to nobody more: gateways hear of it as of every decision.
    expect(await reached()).toEqual([]);
    expect(await version()).toBe(before + 1);
    // A licence that was seen stays seen.
    expect(await seen()).toEqual({ verification: 'LICENCE_CHECKED', domain: null, domains: [] });
    expect((await told()).at(-1)).toMatchObject({
      topic: 'publisher.domain-lost',
      domain: 'airlab.example',
      serving: ['air-quality'],
      offices: ['administrators'],
    });
    const next = await published(department, { manifest: { version: '1.0.1' } });
    await department.em().nativeUpdate(PluginRelease, { id: next.id }, { state: 'APPROVED' });
    const started = await run(vendors.ada, 'mutation { startRollout(plugin: "air-quality", version: "1.0.1") { id } }');
    expect(codeOf(started)).toBe('FORBIDDEN');
    expect(started.errors?.[0]?.message).toContain('no domain is proved by air-lab');
    const { state } = await department
      .em()
      .findOneOrFail(PluginRelease, { id: release.id }, { disableIdentityMap: true });
    expect(state).toBe('STABLE');
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true });
  });

  it('from before texts were kept is asked for once more', async () => {
    await prove('airlab.example');
    await department.em().nativeUpdate(PublisherDomain, {}, { token: null });
    await look(1.1);
    expect((await told()).map(({ topic, reason }) => [topic, reason])).toEqual([
      ['publisher.domain-unproved', expect.stringContaining('prove it once more')],
    ]);
    await prove('airlab.example');
    expect((await seen()).domains).toEqual([{ domain: 'airlab.example', lostAt: null }]);
  });

  it('is looked for once, though two processes look at once', async () => {
    await prove('airlab.example');
    client.served.clear();
    await Promise.all([look(1.1), look(1.1)]);
    expect(await told()).toHaveLength(1);
    expect(await department.em().count(Publisher, { handle: 'air-lab' })).toBe(1);
  });
});

describe('a licence', () => {
  it('is never checked in the place of a domain', async () => {
    const refused = await run(
      people.admin,
      'mutation L($u: USCC!) { checkLicence(publisher: "air-lab", uscc: $u) { verification } }',
      { u: shop },
    );
    expect(codeOf(refused)).toBe('CONFLICT');
    expect(refused.errors?.[0]?.message).toContain('has proved no domain yet');
  });
});
