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
import { people } from '../testing/story.ts';

const AT = '2026-11-01 00:00:00.000';

describe('a database from before exemptions were rows', () => {
  const server = process.env.CITYGRAPH_TEST_MYSQL_URL;
  const name = `citygraph_test_upgrade_${randomBytes(4).toString('hex')}`;
  const state: { orm?: Database; folder?: string } = {};

  beforeAll(async () => {
    state.folder = await mkdtemp(join(tmpdir(), 'citygraph-db-'));
    const url = server ? `${server}/${name}` : `sqlite:${join(state.folder, 'registry.sqlite')}`;
    const since = registry.migrations.findIndex((step) => step.name === '0034-outbox-retries');
    const before = await openDatabase({
      url,
      subgraph: { ...registry, migrations: registry.migrations.slice(0, since) },
    });
    await migrate(before);
    const em = before.em.fork();
    const told =
      'insert into notification (id, recipient, topic, data, at, office, not_for) values (?, ?, ?, ?, ?, ?, ?)';
    const exempt = JSON.stringify(['sub-admin', 'sub-admin', 'sub-"ö"']);
    await em.execute(told, ['ntf_1', '', 'claim.requested', '{}', AT, 'administrators', exempt]);
    await em.execute(told, ['ntf_2', '', 'plugin.killed', '{}', AT, 'administrators', '[]']);
    await em.execute(told, ['ntf_3', 'sub-admin2', 'plugin.killed', '{}', AT, null, null]);
    await em.execute('insert into outbox_event (id, topic, payload, at) values (?, ?, ?, ?)', [
      'evt_1',
      'claim.decided',
      JSON.stringify({ recipients: ['sub-admin'] }),
      AT,
    ]);
    await before.close(true);
    state.orm = await openDatabase({ url, subgraph: registry });
    await migrate(state.orm);
  });

  afterAll(async () => {
    if (server) await state.orm?.em.getConnection().execute(`drop database \`${name}\``);
    await state.orm?.close(true);
    if (state.folder) await rm(state.folder, { recursive: true, force: true });
  });

  const em = (): EntityManager => {
    if (!state.orm) throw new Error('The database is there only inside a test.');
    return state.orm.em.fork() as EntityManager;
  };
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
