import { createServer } from 'node:http';
import type { PluginManifest } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import type { FrontDesk } from './front-desk.ts';
import { settlePublisher } from './settle-publisher.ts';

const manifest = {
  publisher: 'car-works',
  subgraph: 'car',
  namespace: 'car',
  title: { zh: '车', en: 'Cars' },
  description: { zh: '车', en: 'Cars' },
} as PluginManifest;
const vendor = {
  name: 'car',
  person: 'vendor-iov',
  publisher: { name: 'Car works', contact: 'help@car-works.example' },
  uscc: '91220100MA1C50023Q',
  claims: ['Vehicle.range', 'Vehicle.charge'],
  claimReason: 'Its plain names.',
  grants: [],
  type: 'CarState',
} as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

interface Known {
  readonly verification?: string;
  readonly claims?: readonly { readonly name: string; readonly state: string }[];
}

/** A registry that really fetches what proves a domain. */
async function settled({ verification, claims = [] }: Known): Promise<string[]> {
  const port = await freePort();
  const acts: string[] = [];
  const url = `http://127.0.0.1:${port}/.well-known/citygraph-publisher/t`;
  const answers: Record<string, () => unknown> = {
    publisher: () => (verification ? { verification } : null),
    registerPublisher: () => ({}),
    startDomainProof: () => ({ url, content: 't.car-works' }),
    proveDomain: async () => {
      expect(await (await fetch(url)).text()).toBe('t.car-works');
      expect((await fetch(`http://127.0.0.1:${port}/else`)).status).toBe(404);
    },
    checkLicence: () => ({}),
    nameClaims: () => ({
      nodes: claims.map((claim) => ({ id: claim.name, publisher: { handle: 'car-works' }, ...claim })),
    }),
    nameClaimsToDecide: () => ({ nodes: [] }),
    claimName: () => ({ id: 'clm_new' }),
    decideNameClaim: () => ({}),
  };
  const desk: FrontDesk = {
    async ask<T>(person: string, document: string): Promise<T> {
      const field = /\{\s*(\w+)/.exec(document)?.[1] ?? '';
      if (document.startsWith('mutation')) acts.push(`${person} ${field}`);
      return (await answers[field]?.()) as T;
    },
  };
  await settlePublisher({ desk, vendor, manifest, sdl: '', port });
  await expect(fetch(url)).rejects.toThrow();
  return acts;
}

const PROOF = ['vendor-iov startDomainProof', 'vendor-iov proveDomain'];
const CLAIM = ['vendor-iov claimName', 'admin decideNameClaim'];

describe('a publisher', () => {
  it('that nobody knows registers, proves itself, and claims its names', async () => {
    expect(await settled({})).toEqual([
      'vendor-iov registerPublisher',
      ...PROOF,
      'admin checkLicence',
      ...CLAIM,
      ...CLAIM,
    ]);
  });

  it('goes on where it stopped', async () => {
    expect(await settled({ verification: 'UNVERIFIED' })).toEqual(expect.arrayContaining(PROOF));
    const claims = [
      { name: 'Vehicle.range', state: 'GRANTED' },
      { name: 'Vehicle.charge', state: 'REQUESTED' },
    ];
    expect(await settled({ verification: 'DOMAIN_PROVED', claims })).toEqual([
      'admin checkLicence',
      'admin decideNameClaim',
    ]);
  });

  it('that has everything does nothing', async () => {
    const claims = vendor.claims.map((name) => ({ name, state: 'GRANTED' }));
    expect(await settled({ verification: 'LICENCE_CHECKED', claims })).toEqual([]);
  });
});
