import { generateWorkloadKey, signWorkloadRequest } from '@citygraph/contract';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openSmallCity, type SmallCity } from '../testing/small-city.ts';
import { key, SEALING, signedBundle } from '../testing/test-policy.ts';

const own = generateWorkloadKey();
const ended = generateWorkloadKey();
const workloads = [
  { id: 'wkl_1', publicKey: own.publicKey, until: '2999-01-01T00:00:00.000Z' },
  { id: 'wkl_2', publicKey: ended.publicKey, until: '2020-01-01T00:00:00.000Z' },
];
let city: SmallCity;
beforeAll(async () => {
  const policy = { keys: [key.publicJwk], bundle: signedBundle({ workloads }) };
  city = await openSmallCity({ gateway: { policy, sealing: SEALING, limits: { bodyBytes: 5_000 } } });
});
afterAll(() => city.close());

const ASKED = { act: 'publish', plugin: 'aqi', release: 'd'.repeat(64) } as const;
const signed = ({
  workload = 'wkl_1',
  by = own,
  asked = ASKED as Parameters<typeof signWorkloadRequest>[1],
  at = Date.now(),
} = {}) => Buffer.from(signWorkloadRequest({ workload, privateKey: by.privateKey }, asked, at)).toString('base64url');
const statusOf = async (workload: string | null, length = 20_000) => {
  const response = await fetch(city.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(workload !== null && { 'citygraph-workload': workload }) },
    body: JSON.stringify({ query: '{ __typename }', variables: { sdl: 'x'.repeat(length) } }),
  });
  await response.body?.cancel();
  return response.status;
};

it('a pipeline sends a document as long as a person does, and no longer one', async () => {
  expect(await statusOf(null)).toBe(413);
  expect(await statusOf(signed())).toBe(200);
  expect(await statusOf(signed(), 600_000)).toBe(413);
});

it.each([
  ['of a workload that nobody knows', () => signed({ workload: 'wkl_9' })],
  ['with another’s key', () => signed({ by: generateWorkloadKey() })],
  ['of a workload that has ended', () => signed({ workload: 'wkl_2', by: ended })],
  ['a while ago', () => signed({ at: Date.now() - 600_000 })],
  ['to ask how far releases are', () => signed({ asked: { act: 'status', plugin: 'aqi', release: null } })],
  ['in another form', () => 'x'.repeat(5_000)],
])('nothing longer is taken of what is signed %s', async (_, header) => {
  expect(await statusOf(header())).toBe(413);
  // What is short is answered all the same: what is wrong with a signature the registry says.
  expect(await statusOf(header(), 10)).toBe(200);
});
