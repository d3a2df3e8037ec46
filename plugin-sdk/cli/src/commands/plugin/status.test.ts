import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.signIn();
  onAGoodDay(desk.hub);
});
afterAll(() => desk.close());

interface Approved {
  readonly plugin: object;
  readonly pluginReleases: { readonly edges: readonly { readonly node: object }[] };
}

it('plugin status says of an approved release whose publisher has proved no domain that this is waited for, and how it is done', async () => {
  const { plugin, pluginReleases } = GOOD_ANSWERS as unknown as Approved;
  const [first] = pluginReleases.edges;
  desk.hub.on('pluginReleases', {
    ...pluginReleases,
    edges: [{ ...first, node: { ...first?.node, state: 'APPROVED' } }],
  });
  const by = (verification: string) =>
    desk.hub.on('plugin', { ...plugin, publisher: { handle: 'airlab', verification } });
  by('UNVERIFIED');
  const { out } = await desk.run(['plugin', 'status', '--plugin', 'aqi']);
  expect(out).toContain('you: prove a domain');
  expect(out).toContain('→ citygraph publisher verify airlab --domain DOMAIN');
  by('DOMAIN_PROVED');
  const { envelope } = await desk.ask(['plugin', 'status', '--plugin', 'aqi']);
  expect(envelope).toMatchObject({
    data: {
      releases: expect.arrayContaining([
        expect.objectContaining({ waitsFor: { who: 'rollout', until: null, reason: null } }),
      ]),
    },
  });
});
