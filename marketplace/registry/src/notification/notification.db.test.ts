import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { announce } from '../outbox/announce.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  published,
  registered,
  sent,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';
import { forgetOldNews } from './forget-old-news.ts';
import { Notification } from './notification.entity.ts';
import { tellOutbox } from './tell-outbox.ts';

const admission = fakeAdmission();
const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const tell = () => tellOutbox(department.em(), department.clock);
const told = async (viewer: Viewer) => {
  await tell();
  const { data } = await run(viewer, '{ notifications { nodes { topic reason plugin { name } } } }');
  return data.notifications.nodes.map(({ topic }: { topic: string }) => topic).sort();
};

beforeEach(async () => {
  admission.egress.clear();
  admission.egress.set('aqi_index', [sent('LegalEntity.invoiceTurnover', 'S3')]);
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('what happens to a release', () => {
  it('is told to its publisher’s members and to reviewers who spoke, once', async () => {
    const { id } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    await run(people.finance, 'mutation C($r: ID!) { commentOnReview(review: $r, text: "What for?") { id } }', {
      r: review,
    });
    const topics = ['release.published', 'release.state-changed', 'review.commented'];
    expect(await told(vendors.ada)).toEqual(topics);
    expect(await told(vendors.ada)).toEqual(topics);
    expect(await told(people.finance)).toEqual(['review.asked']);
    expect(await told(vendors.eve)).toEqual([]);
  });

  it('is told to followers as far as users notice it', async () => {
    const follow = await run(vendors.eve, 'mutation { followPlugin(plugin: "air-quality") { name } }');
    expect(follow.errors).toBeUndefined();
    await published(department);
    await announce(department.em(), 'plugin.killed', { plugin: 'air-quality', reason: 'It leaks.' }, now);
    expect(await told(vendors.eve)).toEqual(['plugin.killed']);
    const [first] = (await run(vendors.eve, '{ notifications { nodes { reason plugin { name } } } }')).data
      .notifications.nodes;
    expect(first).toEqual({ reason: 'It leaks.', plugin: { name: 'air-quality' } });
    await run(vendors.eve, 'mutation { unfollowPlugin(plugin: "air-quality") { name } }');
    await announce(department.em(), 'plugin.restored', { plugin: 'air-quality', reason: 'Mended.' }, now);
    expect(await told(vendors.eve)).toEqual(['plugin.killed']);
    expect(codeOf(await run(vendors.eve, 'mutation { followPlugin(plugin: "none") { name } }'))).toBe('NOT_FOUND');
  });

  it('is told to members no more who left', async () => {
    await run(
      vendors.ada,
      'mutation I($s: String!) { inviteMember(publisher: "air-lab", subject: $s, role: OWNER) { handle } }',
      {
        s: vendors.ben.principal.subject,
      },
    );
    await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
    await run(vendors.ada, 'mutation R($s: String!) { removeMember(publisher: "air-lab", subject: $s) { handle } }', {
      s: vendors.ada.principal.subject,
    });
    await published(department, { viewer: vendors.ben });
    expect(await told(vendors.ada)).toEqual([]);
    // Who left has seen the plugin's key: that is told to those who stay.
    expect(await told(vendors.ben)).toEqual(['hop-key.exposed', 'release.published']);
  });
});

it('what is said of a review is told to none who left the publisher, whatever they said before', async () => {
  const INVITE =
    'mutation I($s: String!) { inviteMember(publisher: "air-lab", subject: $s, role: DEVELOPER) { handle } }';
  const REMOVE = 'mutation R($s: String!) { removeMember(publisher: "air-lab", subject: $s) { handle } }';
  const SAY = 'mutation C($r: ID!) { commentOnReview(review: $r, text: "What for?") { id } }';
  const ben = { s: vendors.ben.principal.subject };
  await run(vendors.ada, INVITE, ben);
  await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
  const { id } = await published(department);
  const r = (await submit(department, id)).data.submitRelease.id;
  expect((await run(vendors.ben, SAY, { r })).errors).toBeUndefined();
  await run(vendors.ada, REMOVE, ben);
  const before = await told(vendors.ben);
  await run(people.finance, SAY, { r });
  expect(await told(vendors.ada)).toContain('review.commented');
  expect(await told(vendors.ben)).toEqual(before);
});

describe('a notification', () => {
  it('is its recipient’s alone, who says that it was read', async () => {
    await published(department);
    await tell();
    const LIST = '{ unreadNotifications notifications(unread: true) { nodes { id } } }';
    const { data } = await run(vendors.ada, LIST);
    const ids = data.notifications.nodes.map(({ id }: { id: string }) => id);
    expect(data.unreadNotifications).toBe(1);
    const read = (viewer: Viewer) => run(viewer, 'mutation R($i: [ID!]!) { readNotifications(ids: $i) }', { i: ids });
    expect((await read(vendors.eve)).data.readNotifications).toBe(0);
    expect((await read(vendors.ada)).data.readNotifications).toBe(1);
    expect((await read(vendors.ada)).data.readNotifications).toBe(0);
    expect((await run(vendors.ada, LIST)).data).toEqual({ unreadNotifications: 0, notifications: { nodes: [] } });
    expect(codeOf(await run(people.nobody, LIST))).toBe('UNAUTHENTICATED');
  });
});

it('forgets what was told long ago, and nothing that waits', async () => {
  await published(department);
  await tell();
  const left = async (days: number) => {
    department.clock.set(new Date(now.getTime() + days * 86_400_000));
    await forgetOldNews(department.em(), department.clock);
    return [await department.em().count(OutboxEvent), await department.em().count(Notification)];
  };
  expect(await left(29)).toEqual([1, 1]);
  expect(await left(31)).toEqual([0, 1]);
  await announce(department.em(), 'plugin.kept', { plugin: 'air-quality' }, now);
  expect(await left(366)).toEqual([1, 0]);
});

describe('many at once', () => {
  const busy = testSubgraph(withKeys(keys, { client: fakeClient(), admission: fakeAdmission() }), {
    commits: true,
    seed: (em) => registry.seed(em, city),
    now,
  });

  it('tell each event once', async () => {
    await registered(busy);
    await busy.as(vendors.ada).run(CREATE);
    await published(busy);
    await Promise.all(Array.from({ length: 6 }, () => tellOutbox(busy.em(), busy.clock)));
    const { data } = await busy.as(vendors.ada).run('{ notifications { nodes { topic } } }');
    expect(data.notifications.nodes).toEqual([{ topic: 'release.published' }]);
  });
});
