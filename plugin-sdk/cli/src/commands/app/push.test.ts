import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays } from '../../testing/fake-hub.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const textOf = (index: number): string => `query Q${String(index).padStart(3, '0')} { me { id } }`;

/** What the hub has registered, as it would itself: each request whole or not at all. */
let registered: Map<string, string>;
let refuses: ((documents: readonly string[]) => boolean) | null;

beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  registered = new Map();
  refuses = null;
  desk.hub.on('app', () => ({
    clientId: 'app-air',
    documents: [...registered].map(([digest, document]) => ({ digest, document })),
  }));
  desk.hub.on('registerDocuments', ({ documents }: { documents: readonly string[] }) => {
    if (documents.length > 100 || refuses?.(documents)) throw new HubSays('BAD_USER_INPUT', 'documents: too many.');
    for (const text of documents) registered.set(digestOf(text), text);
    return documents.map(digestOf);
  });
  desk.hub.on('withdrawDocuments', ({ digests }: { digests: readonly string[] }) => {
    for (const digest of digests) registered.delete(digest);
    return digests;
  });
});

const write = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await desk.write(`src/q${index}.graphql`, textOf(index));
};
const push = (...more: string[]) => desk.ask(['app', 'push', 'app-air', ...more]);
const sizes = () =>
  desk.hub
    .operations()
    .filter(({ name }) => name === 'RegisterDocuments')
    .map(({ variables }) => (variables.documents as readonly string[]).length);

describe('app push', () => {
  it('sends more documents than the hub takes at once in several requests, and what is known not again', async () => {
    await write(250);
    expect((await push()).exit).toBe(0);
    expect([sizes(), registered.size]).toEqual([[100, 100, 50], 250]);
    await push();
    expect(sizes()).toEqual([100, 100, 50]);
  });

  it('sends no request that is longer than the hub reads', async () => {
    for (let index = 0; index < 12; index++) {
      await desk.write(`src/q${index}.graphql`, `${textOf(index)} # ${'x'.repeat(90_000)}`);
    }
    expect((await push()).exit).toBe(0);
    expect(sizes()).toEqual([5, 5, 2]);
  });

  it('says which stand when one request is refused, and goes on from there', async () => {
    await write(150);
    refuses = (documents) => documents.length === 50;
    const { exit, envelope } = await push();
    expect([exit, envelope]).toMatchObject([
      2,
      {
        error: { code: 'BAD_USER_INPUT', suggestions: [expect.stringContaining('100 of 150 new documents')] },
        data: { of: 150, registered: expect.arrayContaining([expect.objectContaining({ file: 'src/q0.graphql' })]) },
      },
    ]);
    refuses = null;
    expect((await push()).exit).toBe(0);
    expect([sizes(), registered.size]).toEqual([[100, 50, 50], 150]);
  });

  it('leaves what the folder has no more registered, unless it is told to prune, and asks first', async () => {
    await write(2);
    await push();
    const gone = textOf(7);
    registered.set(digestOf(gone), gone);
    await push();
    expect(registered.size).toBe(3);
    const asked = await desk.run(['app', 'push', 'app-air', '--prune', '--hub', desk.hub.origin]);
    expect(asked).toMatchObject({ exit: 3, err: expect.stringContaining('- Q007') });
    expect(registered.size).toBe(3);
    expect(await push('--prune', '--yes')).toMatchObject({
      exit: 0,
      envelope: { data: { withdrawn: [digestOf(gone)] } },
    });
    expect([...registered.values()].sort()).toEqual([textOf(0), textOf(1)]);
  });

  it('registers first and withdraws last, and says what stands when the second fails', async () => {
    const gone = textOf(7);
    registered.set(digestOf(gone), gone);
    await write(1);
    desk.hub.on('withdrawDocuments', () => {
      throw new HubSays('FORBIDDEN', 'app: not yours any more.');
    });
    const { exit, envelope } = await push('--prune', '--yes');
    expect([...registered.values()].sort()).toEqual([textOf(0), gone]);
    expect([exit, envelope]).toMatchObject([
      2,
      {
        error: {
          suggestions: expect.arrayContaining([
            expect.stringContaining('1 of them new; the 1 that should go are still there'),
          ]),
        },
        data: { registered: [{ file: 'src/q0.graphql' }], notWithdrawn: [digestOf(gone)] },
      },
    ]);
  });

  it('shows with --dry-run what would be registered and what would go', async () => {
    const gone = textOf(7);
    registered.set(digestOf(gone), gone);
    await write(1);
    const { envelope } = await push('--prune', '--dry-run');
    expect(envelope).toMatchObject({
      data: {
        wouldSend: { operation: 'RegisterDocuments', variables: { documents: [textOf(0)] } },
        next: [{ operation: 'WithdrawDocuments', variables: { digests: [digestOf(gone)] } }],
      },
    });
    expect(registered.size).toBe(1);
  });
});
