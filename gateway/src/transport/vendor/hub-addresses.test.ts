import { hostname, networkInterfaces } from 'node:os';
import { expect, it } from '@jest/globals';
import { hubOnThisMachine } from './hub-addresses.ts';
import { vetUrl } from './vet-url.ts';

it('is at every address of the machine, under its name, and where it says besides', () => {
  const ports = [4000];
  const hub = hubOnThisMachine(ports, { addresses: ['93.184.215.14'], hosts: ['Hub.Example'] });
  const outward = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).filter((one) => !one.internal));
  expect(hub.addresses).toEqual(expect.arrayContaining(outward.map(({ address }) => address)));
  expect(hub.hosts).toEqual([hostname().toLowerCase(), 'hub.example']);
  for (const url of ['https://hub.example/graphql', 'https://93.184.215.14/graphql', `https://${hostname()}/`]) {
    expect(vetUrl(url, { loopback: [], hub })).not.toHaveProperty('url');
  }
  expect(vetUrl('https://vendor.example/graphql', { loopback: [], hub })).toHaveProperty('url');
});

it('leaves loopback to whom the operator registered, but for its own ports', () => {
  const ports = [4000];
  const hub = hubOnThisMachine(ports);
  const loopback = ['127.0.0.1:5001', '127.0.0.1:4000'];
  expect(vetUrl('http://127.0.0.1:5001/graphql', { loopback, hub })).toHaveProperty('url');
  expect(vetUrl('http://127.0.0.1:4000/graphql', { loopback, hub })).not.toHaveProperty('url');
});
