import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { HubSays } from '../testing/fake-hub.ts';
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

const refused = (code: string) => () => {
  throw new HubSays(code, 'It is not yours to decide.');
};
const queue = async (...more: string[]) => {
  const { exit, envelope } = await desk.ask(['admin', 'queue', ...more]);
  return { exit, envelope, rows: (envelope.ok ? envelope.data : null) as { id: string; asker: string }[] | null };
};
/** An answer of the good day with that term. */
const due = (field: string, dueAt: string) => {
  const { edges } = GOOD_ANSWERS[field] as { edges: { node: object }[] };
  return { ...(GOOD_ANSWERS[field] as object), edges: edges.map(({ node }) => ({ node: { ...node, dueAt } })) };
};

describe('what waits for somebody', () => {
  it('is of every kind, what is due first before the rest', async () => {
    desk.hub.on('reviewQueue', due('reviewQueue', '2026-12-09T00:00:00+08:00'));
    desk.hub.on('dataGrantsToDecide', due('dataGrantsToDecide', '2026-12-08T20:00:00Z'));
    const { exit, rows } = await queue();
    expect(exit).toBe(0);
    expect(rows?.map(({ id }) => id)).toEqual(['rev_1', 'grt_1', 'brk_1', 'clm_1', 'airlab', 'sub_1']);
    expect(rows).toMatchObject([
      { kind: 'review', what: 'aqi@1.1.0' },
      { kind: 'grant', asker: 'aqi', what: 'public-health: Resident.name', level: 'S3' },
      { kind: 'breaking', asker: 'airlab', what: 'aqi@1.0.0 WITHDRAWAL', dueAt: '2026-12-11T08:00:00+08:00' },
      { kind: 'name', asker: 'airlab', what: 'AdminDivision.airQuality', dueAt: null },
      { kind: 'licence', asker: 'airlab', what: '91220100MA1C30014B' },
      { kind: 'subscription', asker: 'app-air', what: 'aqi, basic' },
    ]);
  });

  it('leaves out what is for others to decide', async () => {
    for (const field of ['nameClaimsToDecide', 'licencesToCheck']) desk.hub.on(field, refused('FORBIDDEN'));
    const { exit, rows } = await queue();
    expect([exit, rows?.map(({ id }) => id)]).toEqual([0, ['grt_1', 'brk_1', 'rev_1', 'sub_1']]);
  });

  it('says so when nothing that was asked for is theirs, or when nobody is signed in', async () => {
    desk.hub.on('nameClaimsToDecide', refused('FORBIDDEN'));
    expect(await queue('--kind', 'name')).toMatchObject({ exit: 4, envelope: { error: { code: 'FORBIDDEN' } } });
    desk.hub.on('reviewQueue', refused('UNAUTHENTICATED'));
    expect(await queue()).toMatchObject({ exit: 4, envelope: { ok: false } });
  });

  it('asks for one kind alone where that was said', async () => {
    await queue('--kind', 'subscription', '--last', '7');
    expect(desk.hub.operations()).toEqual([{ name: 'SubscriptionsToDecide', variables: { first: 7 } }]);
  });
});

describe('a yes', () => {
  it.each([
    ['REQUESTED', 5, /another person/],
    ['OFFERED', 5, /grant accept grt_1/],
    ['ACTIVE', 0, /Approved/],
  ])('that leaves a grant %s ends with %i', async (status, exit, says) => {
    desk.hub.on('decideDataGrant', { ...(GOOD_ANSWERS.dataGrant as object), status });
    const ran = await desk.run(['admin', 'approve', 'grt_1', '--yes', '--hub', desk.hub.origin]);
    expect(ran).toMatchObject({ exit, out: expect.stringMatching(says) });
  });

  it('to a part names what remains, and whether people consent', async () => {
    const part = ['--coordinate', 'Resident.id', '--coordinate', 'Resident.name', '--reason', 'Enough'];
    await desk.ask(['admin', 'approve', 'grt_1', ...part, '--no-consent', '--yes']);
    expect(desk.hub.operations().at(-1)).toMatchObject({
      name: 'DecideGrant',
      variables: {
        id: 'grt_1',
        decision: 'NARROW',
        coordinates: ['Resident.id', 'Resident.name'],
        needsConsent: false,
        reason: 'Enough',
      },
    });
  });

  it('is to the kind that was said, whatever the id looks like', async () => {
    await desk.ask(['admin', 'approve', 'odd-1', '--kind', 'name', '--reason', 'Free', '--yes']);
    expect(desk.hub.operations().map(({ name }) => name)).toEqual(['NameClaimById', 'DecideName']);
  });
});
