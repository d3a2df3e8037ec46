import { createServer } from 'node:http';
import type { PluginManifest } from '@citygraph/contract';
import type { DemoVendor } from './demo-vendor.ts';
import type { FrontDesk } from './front-desk.ts';

export interface Publishing {
  readonly desk: FrontDesk;
  readonly vendor: DemoVendor;
  /** As it is published: with the address on this machine. */
  readonly manifest: PluginManifest;
  readonly sdl: string;
  readonly port: number;
}

interface PublisherSeen {
  readonly verification: 'UNVERIFIED' | 'DOMAIN_PROVED' | 'LICENCE_CHECKED';
}

/** Registers the vendor, proves its domain, shows its licence, claims its names. What is done already is left as it is; its first release makes its plugin. */
export async function settlePublisher(publishing: Publishing): Promise<void> {
  const { desk, vendor, manifest } = publishing;
  const { publisher: handle, namespace } = manifest;
  const seen = await desk.ask<PublisherSeen | null>(
    vendor.person,
    'query P($h: ID!) { publisher(handle: $h) { verification } }',
    { h: handle },
  );
  if (!seen) {
    await desk.ask(
      vendor.person,
      `mutation R($h: ID!, $t: String!, $c: String!, $n: String!, $u: USCC) {
        registerPublisher(handle: $h, name: $t, contact: $c, namespace: $n, uscc: $u) { handle } }`,
      { h: handle, t: vendor.publisher.name, c: vendor.publisher.contact, n: namespace, u: vendor.uscc },
    );
  }
  if (!seen || seen.verification === 'UNVERIFIED') await proveDomain(publishing);
  if (seen?.verification !== 'LICENCE_CHECKED') {
    await desk.ask(
      'admin',
      'mutation L($h: ID!, $u: USCC!) { checkLicence(publisher: $h, uscc: $u) { verification } }',
      { h: handle, u: vendor.uscc },
    );
  }
  await claimNames(publishing);
}

/** A vendor's proof is a text at its domain: here its port, before its plugin listens there. */
async function proveDomain({ desk, vendor, manifest, port }: Publishing): Promise<void> {
  const { url, content } = await desk.ask<{ url: string; content: string }>(
    vendor.person,
    'mutation D($p: ID!, $d: String!) { startDomainProof(publisher: $p, domain: $d) { url content } }',
    { p: manifest.publisher, d: `127.0.0.1:${port}` },
  );
  const path = new URL(url).pathname;
  const server = createServer((req, res) => {
    if (req.url === path) res.writeHead(200, { 'content-type': 'text/plain' }).end(content);
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  try {
    await desk.ask(vendor.person, 'mutation P($p: ID!) { proveDomain(publisher: $p) { verification } }', {
      p: manifest.publisher,
    });
  } finally {
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
  }
}

interface ClaimSeen {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly publisher: { readonly handle: string };
}

async function claimNames({ desk, vendor, manifest: { publisher } }: Publishing): Promise<void> {
  const { nodes } = await desk.ask<{ nodes: readonly ClaimSeen[] }>(
    vendor.person,
    '{ nameClaims(first: 100) { nodes { id name state publisher { handle } } } }',
  );
  const waiting = await desk.ask<{ nodes: readonly ClaimSeen[] }>(
    'admin',
    '{ nameClaimsToDecide(first: 100) { nodes { id name state publisher { handle } } } }',
  );
  const own = [...nodes, ...waiting.nodes].filter((claim) => claim.publisher.handle === publisher);
  for (const name of vendor.claims) {
    const living = own.filter((claim) => claim.name === name);
    if (living.some(({ state }) => state === 'GRANTED')) continue;
    const { id } =
      living.find(({ state }) => state === 'REQUESTED') ??
      (await desk.ask<{ id: string }>(
        vendor.person,
        'mutation C($p: ID!, $n: String!, $r: String!) { claimName(publisher: $p, name: $n, reason: $r) { id } }',
        { p: publisher, n: name, r: vendor.claimReason },
      ));
    await desk.ask(
      'admin',
      'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "Nobody else asked for it.") { state } }',
      { id },
    );
  }
}
