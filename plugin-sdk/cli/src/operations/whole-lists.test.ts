import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
});

type Connection = { readonly edges: readonly { readonly node: object }[] };
/** The one of a good day, changed, on the second page; the first has what is somebody else's. */
const onTheSecondPage = (field: string, own: object, others: object): void => {
  const { edges } = GOOD_ANSWERS[field] as Connection;
  const page = (change: object, hasNextPage: boolean) => ({
    edges: edges.map(({ node }) => ({ node: { ...node, ...change }, cursor: 'c' })),
    pageInfo: { hasNextPage, hasPreviousPage: !hasNextPage, endCursor: 'one' },
  });
  desk.hub.on(field, ({ after }: { readonly after?: string | null }) =>
    after === 'one' ? page(own, false) : page(others, true),
  );
};

describe('a list that is looked through for what is one’s own', () => {
  it('goes to its end for a publisher’s claims', async () => {
    onTheSecondPage('nameClaims', { name: 'Query.dust' }, { publisher: { handle: 'skylab' } });
    const { envelope } = await desk.ask(['publisher', 'claim', 'airlab']);
    expect(envelope).toMatchObject({ data: [{ name: 'Query.dust' }] });
  });

  it('goes to its end for an app’s subscriptions, so that each can be ended', async () => {
    onTheSecondPage('pluginSubscriptions', { id: 'sub_7', plugin: 'dust' }, { plugin: 'aqi' });
    const { envelope } = await desk.ask(['app', 'subscribe', 'app-air']);
    expect(envelope).toMatchObject({ data: { subscriptions: [{ plugin: 'aqi' }, { plugin: 'dust' }] } });
    expect((await desk.ask(['app', 'subscribe', 'app-air', 'dust', '--end', '--yes'])).exit).toBe(0);
    expect(desk.hub.operations().at(-1)).toMatchObject({ name: 'Unsubscribe', variables: { id: 'sub_7' } });
  });

  it('goes on for what somebody was told about one of many plugins', async () => {
    onTheSecondPage('notifications', { topic: 'release.rejected' }, { plugin: { name: 'dust' } });
    const { envelope } = await desk.ask(['plugin', 'logs', '--plugin', 'aqi']);
    const told = (envelope.data as { kind: string; what: string }[]).filter(({ kind }) => kind === 'notification');
    expect(told.map(({ what }) => what)).toEqual(['release.rejected']);
  });
});

describe('a list that is asked for whole', () => {
  it('is the audit, page after page, and its chain is verified once', async () => {
    onTheSecondPage('auditEntries', { sequence: 1 }, { sequence: 2 });
    const { envelope } = await desk.ask(['admin', 'audit', '--all']);
    expect(envelope).toMatchObject({ data: { entries: [{ sequence: 2 }, { sequence: 1 }] }, warnings: [] });
    expect(desk.hub.operations().map(({ name }) => name)).toEqual(['Audit', 'OlderAudit']);
    expect((await desk.ask(['admin', 'audit', '--all', '--last', '5'])).exit).toBe(3);
  });

  it('is a hundred releases with what was found in them, in pages that the hub answers', async () => {
    onTheSecondPage('pluginReleases', { version: '0.1.0' }, { version: '9.9.9' });
    const { envelope } = await desk.ask(['plugin', 'logs', '--plugin', 'aqi', '--last', '100']);
    const what = (envelope.data as { kind: string; what: string }[]).map((one) => one.what).join();
    expect([what.includes('0.1.0'), what.includes('9.9.9')]).toEqual([true, true]);
  });
});

describe('a list that shows the last ones', () => {
  it.each([
    ['apps', ['app', 'list']],
    ['dataGrants', ['grant', 'list']],
    ['pluginReleases', ['release', 'list', '--plugin', 'aqi']],
    ['graphDecisions', ['schema', 'changelog']],
    ['auditEntries', ['admin', 'audit']],
    ['reviewQueue', ['admin', 'queue']],
    ['subscriptionsToDecide', ['admin', 'queue', '--kind', 'subscription']],
  ])('says that there are more of %s', async (field, line) => {
    expect((await desk.ask(line)).envelope.warnings).toEqual([]);
    desk.hub.on(field, { ...(GOOD_ANSWERS[field] as object), pageInfo: { hasNextPage: true, hasPreviousPage: false } });
    expect((await desk.ask(line)).envelope.warnings).toEqual([expect.stringMatching(/^There are more than these \d+/)]);
    expect((await desk.run([...line, '--hub', desk.hub.origin, '--locale', 'zh-CN'])).err).toContain('还有更多');
  });
});
