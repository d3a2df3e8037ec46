import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Viewer } from '@citygraph/contract';
import { type Database, migrate, openDatabase } from '@citygraph/kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/sql';
import { registry } from '../index.ts';
import { findNotifications } from '../notification/find-notifications.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { FormerMember } from '../publisher/former-member.entity.ts';
import { isOwn } from '../publisher/is-own.ts';
import { people } from '../testing/story.ts';

const AT = '2026-11-01 00:00:00.000';

/** A database that stands before a migration, with rows in it, brought up to date. */
function upgraded(step: string, fill: (em: EntityManager) => Promise<void>): () => EntityManager {
  const server = process.env.CITYGRAPH_TEST_MYSQL_URL;
  const name = `citygraph_test_upgrade_${randomBytes(4).toString('hex')}`;
  const state: { orm?: Database; folder?: string } = {};

  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'citygraph-db-'));
    const url = server ? `${server}/${name}` : `sqlite:${join(state.folder, 'registry.sqlite')}`;
    const since = registry.migrations.findIndex((one) => one.name === step);
    const before = await openDatabase({
      url,
      subgraph: { ...registry, migrations: registry.migrations.slice(0, since) },
    });
    await migrate(before);
    await fill(before.em.fork() as EntityManager);
    await before.close(true);
    state.orm = await openDatabase({ url, subgraph: registry });
    await migrate(state.orm);
  });

  afterAll(async () => {
    if (server) await state.orm?.em.getConnection().execute(`drop database \`${name}\``);
    await state.orm?.close(true);
    if (state.folder) await rm(state.folder, { recursive: true, force: true });
  });

  return () => {
    if (!state.orm) throw new Error('The database is there only inside a test.');
    return state.orm.em.fork() as EntityManager;
  };
}

describe('a database from before exemptions were rows', () => {
  const em = upgraded('0035-notification-exemptions', async (old) => {
    const told =
      'insert into notification (id, recipient, topic, data, at, office, not_for) values (?, ?, ?, ?, ?, ?, ?)';
    const exempt = JSON.stringify(['sub-admin', 'sub-admin', 'sub-"ö"']);
    await old.execute(told, ['ntf_1', '', 'claim.requested', '{}', AT, 'administrators', exempt]);
    await old.execute(told, ['ntf_2', '', 'plugin.killed', '{}', AT, 'administrators', '[]']);
    await old.execute(told, ['ntf_3', 'sub-admin2', 'plugin.killed', '{}', AT, null, null]);
    await old.execute('insert into outbox_event (id, topic, payload, at) values (?, ?, ?, ?)', [
      'evt_1',
      'claim.decided',
      JSON.stringify({ recipients: ['sub-admin'] }),
      AT,
    ]);
  });
  const toldTo = async (viewer: Viewer) =>
    (await findNotifications(em(), viewer, { first: 10, after: null, unread: false })).nodes.map(({ id }) => id).sort();

  it('tells an office what it told before, but for whom it was not meant', async () => {
    expect(await toldTo(people.admin)).toEqual(['ntf_2']);
    expect(await toldTo(people.admin2)).toEqual(['ntf_1', 'ntf_2', 'ntf_3']);
  });

  it('tells what waited in the outbox', async () => {
    await tellOutbox(em(), { now: () => new Date('2026-11-02T00:00:00Z') });
    expect(await em().findOneOrFail(OutboxEvent, { id: 'evt_1' })).toMatchObject({ attempts: 0, setAsideAt: null });
    expect(await toldTo(people.admin)).toHaveLength(2);
  });
});

describe('a database from before former members were kept', () => {
  const before = Date.now();
  const em = upgraded('0180-former-members', async (old) => {
    const registered = `insert into publisher (id, handle, name, contact, verification, registered_at, registered_by, version)
      values ('pub_1', 'air-lab', 'Air Lab', 'help@airlab.example', 'UNVERIFIED', ?, '', 1)`;
    await old.execute(registered, [AT]);
    await old.execute(
      "insert into publisher_member (publisher_id, subject, role, since) values ('pub_1', 'sub-ada', 'OWNER', ?)",
      [AT],
    );
    const plugin = `insert into plugin (name, id, publisher_id, namespace, title, description, hop_key_number, created_at, version)
      values ('air', 'city.air-lab.air', 'pub_1', 'air', 'Air', 'Measured.', 1, ?, 1)`;
    await old.execute(plugin, [AT]);
    const claim = `insert into name_claim (id, publisher_id, name, reason, state, requested_by, requested_at, version)
      values ('clm_1', 'pub_1', 'Air', 'Known.', 'GRANTED', 'sub-ben', ?, 1)`;
    await old.execute(claim, [AT]);
    const acts = [
      { act: 'registerPublisher', actor: 'sub-admin', target: 'air-lab' },
      { act: 'createPlugin', actor: 'sub-eve', target: 'air' },
      { act: 'inviteMember', actor: 'sub-ada', target: 'air-lab' },
      { act: 'checkLicence', actor: 'sub-admin2', target: 'air-lab' },
      { act: 'removeMember', actor: 'citygraph:operator', target: 'air-lab' },
      { act: 'inviteMember', actor: 'sub-other', target: 'dust-lab' },
    ];
    for (const [number, act] of acts.entries()) {
      const row = [number + 1, 'p', 'h', JSON.stringify({ ...act, at: AT })];
      await old.execute('insert into audit_entry (sequence, previous, hash, record) values (?, ?, ?, ?)', row);
    }
  });

  it('knows of those who left by what they did, as of the day of the upgrade', async () => {
    const former = await em().find(FormerMember, {}, { orderBy: { subject: 'asc' } });
    expect(former.map(({ publisherId, subject }) => `${publisherId} ${subject}`)).toEqual([
      'pub_1 sub-admin',
      'pub_1 sub-ben',
      'pub_1 sub-eve',
    ]);
    for (const { until } of former) expect(until.getTime()).toBeGreaterThanOrEqual(before);
    const publisher = { id: 'pub_1', uscc: null };
    expect(await isOwn(em(), people.admin, { publisher }, former[0]?.until ?? new Date(0))).toBe(true);
    expect(await isOwn(em(), people.admin2, { publisher }, new Date())).toBe(false);
  });
});
