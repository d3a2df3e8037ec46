import type { Viewer } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { registry, withKeys } from '../index.ts';
import { PluginFollower } from '../notification/notification.entity.ts';
import { officesOf } from '../notification/offices.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { CREATE, codeOf, fakeAdmission, fakeClient, registered, vendors } from '../testing/publishing-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { newDelivery } from '../webhook/new-delivery.ts';
import { Webhook, WebhookDelivery } from '../webhook/webhook.entity.ts';
import { announce } from './announce.ts';
import { OutboxEvent } from './outbox-event.entity.ts';

const webhookSecret = new Uint8Array(32).fill(9);
const department = testSubgraph(withKeys(keys, { client: fakeClient(), admission: fakeAdmission(), webhookSecret }), {
  seed: (em) => registry.seed(em, city),
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const tell = async (seconds = 0) => {
  department.clock.set(new Date(department.clock.now().getTime() + seconds * 1_000));
  await tellOutbox(department.em(), department.clock);
};
const topicsOf = async (viewer: Viewer): Promise<string[]> => {
  const { data } = await run(viewer, '{ notifications(first: 100) { nodes { topic } } }');
  return data.notifications.nodes.map(({ topic }: { topic: string }) => topic).sort();
};
/** Something that happens to a plugin; the later, the more seconds. */
const happens = async (topic: string, plugin: string, second: number): Promise<string> => {
  await announce(department.em(), topic, { plugin }, new Date(now.getTime() + second * 1_000));
  return (await department.em().findOneOrFail(OutboxEvent, { topic })).id;
};

beforeEach(async () => {
  await registered(department);
  await run(vendors.ada, CREATE);
  await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
  await run(vendors.eve, CREATE, { p: 'dust-lab', n: 'dust', ns: 'dust' });
});

describe('an event that cannot be told', () => {
  let poison: string;
  /** A message of that key is there already, as after a backup was put back: the webhook's table takes no second. */
  beforeEach(async () => {
    const HOOK = 'mutation { createWebhook(url: "https://airlab.example/hook", publisher: "air-lab") { secret } }';
    await run(vendors.ada, HOOK);
    poison = await happens('plugin.one', 'air-quality', -5);
    const { id: webhookId } = await department.em().findOneOrFail(Webhook, { ownerKind: 'PUBLISHER' });
    const taken = newDelivery(webhookId, { id: poison, topic: 'plugin.one', data: {}, at: now }, now);
    await department.em().insert(WebhookDelivery, taken);
    await happens('plugin.two', 'air-quality', -4);
    await happens('plugin.three', 'dust', -3);
  });

  it('holds up nothing but what came after it of the same plugin', async () => {
    await tell();
    expect(await topicsOf(vendors.eve)).toEqual(['plugin.three']);
    expect(await topicsOf(vendors.ada)).toEqual([]);
    await happens('plugin.four', 'dust', -2);
    await tell();
    expect(await topicsOf(vendors.eve)).toEqual(['plugin.four', 'plugin.three']);
    expect(await topicsOf(vendors.ada)).toEqual([]);
    expect(await department.em().findOneOrFail(OutboxEvent, { id: poison })).toMatchObject({
      attempts: 1,
      nextAt: new Date(now.getTime() + 1_000),
      takenAt: null,
    });
  });

  const SET_ASIDE = '{ eventsSetAside { nodes { id topic plugin attempts lastError setAsideAt } } }';
  const RETELL = 'mutation R($id: ID!, $r: String!) { retellEvent(id: $id, reason: $r) { id setAsideAt } }';
  const giveUp = async () => {
    for (const seconds of [0, 1, 5, 30, 300, 1_800]) await tell(seconds);
  };

  it('is told once what was wrong is mended, and then what waited for it', async () => {
    await tell();
    await department.em().nativeDelete(WebhookDelivery, {});
    await tell();
    expect(await topicsOf(vendors.ada)).toEqual([]);
    await tell(1);
    expect(await topicsOf(vendors.ada)).toEqual(['plugin.one', 'plugin.two']);
  });

  it('is set aside in the end with its reason, and administrators are told', async () => {
    await giveUp();
    await tell(1);
    expect(await topicsOf(vendors.ada)).toEqual(['plugin.two']);
    expect((await run(people.admin, SET_ASIDE)).data.eventsSetAside.nodes).toEqual([
      {
        id: poison,
        topic: 'plugin.one',
        plugin: 'air-quality',
        attempts: 6,
        lastError: expect.stringMatching(/unique|duplicate/i),
        setAsideAt: expect.any(String),
      },
    ]);
    const { data } = await run(people.admin, '{ incidents { nodes { kind subject detail } } }');
    expect(data.incidents.nodes).toEqual([
      {
        kind: 'EVENT_SET_ASIDE',
        subject: 'plugin.one',
        detail: expect.stringContaining(`${poison} could not be told`),
      },
    ]);
    expect(await topicsOf(people.admin)).toEqual(['incident.opened']);
    await tell(86_400);
    expect(await department.em().findOneOrFail(OutboxEvent, { id: poison })).toMatchObject({ attempts: 6 });
  });

  it('is told after all when an administrator says so, with a reason and in the audit', async () => {
    await giveUp();
    await department.em().nativeDelete(WebhookDelivery, {});
    const entries = await department.em().count(AuditEntry);
    for (const viewer of [vendors.ada, people.finance])
      expect(codeOf(await run(viewer, RETELL, { id: poison, r: 'The row is gone.' }))).toBe('FORBIDDEN');
    expect(codeOf(await run(people.admin, RETELL, { id: poison, r: '' }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await run(people.admin, RETELL, { id: 'evt_none', r: 'The row is gone.' }))).toBe('NOT_FOUND');
    expect(await department.em().count(AuditEntry)).toBe(entries);
    const said = await run(people.admin, RETELL, { id: poison, r: 'The row is gone.' });
    expect(said.data.retellEvent).toEqual({ id: poison, setAsideAt: null });
    await run(people.admin, RETELL, { id: poison, r: 'The row is gone.' });
    expect(await department.em().count(AuditEntry)).toBe(entries + 1);
    await tell();
    expect(await topicsOf(vendors.ada)).toEqual(['plugin.one', 'plugin.two']);
    expect((await run(people.admin, SET_ASIDE)).data.eventsSetAside.nodes).toEqual([]);
  });

  it('is nobody else’s to see', async () => {
    for (const viewer of [vendors.ada, people.finance]) expect(codeOf(await run(viewer, SET_ASIDE))).toBe('FORBIDDEN');
    expect(codeOf(await run(people.nobody, SET_ASIDE))).toBe('UNAUTHENTICATED');
  });
});

it('what thousands follow is told to each of them, and to an office but for those who hold it and follow', async () => {
  const followers = Array.from(
    { length: 2_500 },
    (_, index) => `0f3c1f4e-7f0f-4d61-9a55-${String(index).padStart(12, '0')}`,
  );
  const subjects = [...followers, people.admin2.principal.subject ?? ''];
  await insertRows(
    department.em(),
    PluginFollower,
    subjects.map((subject) => ({ plugin: 'air-quality', subject, since: now })),
  );
  const concerned = { offices: officesOf([]), except: [people.admin.principal.subject ?? ''] };
  await announce(department.em(), 'plugin.killed', { plugin: 'air-quality', reason: 'It leaks.' }, now, concerned);
  await tell();
  expect((await department.em().findOneOrFail(OutboxEvent, { topic: 'plugin.killed' })).lastError).toBeNull();
  const last = { ...vendors.eve, principal: { ...vendors.eve.principal, subject: followers.at(-1) ?? '' } };
  expect(await topicsOf(last)).toEqual(['plugin.killed']);
  expect(await topicsOf(people.admin2)).toEqual(['plugin.killed']);
  // Who did it hears it neither as a person nor by the office.
  expect(await topicsOf(people.admin)).toEqual([]);
});
