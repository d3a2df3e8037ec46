import { generateSigningKey } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { expect, it } from '@jest/globals';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { noteAuditKeys } from './note-audit-keys.ts';

const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
const em = () => department.em();
const shown = async () =>
  (await department.as(people.nobody).run('{ auditKeys { kid publicKey } }')).data.auditKeys as {
    kid: string;
    publicKey: string;
  }[];
const told = () => em().find(OutboxEvent, { topic: 'audit.key-changed' }, { disableIdentityMap: true });

it('an auditor reads every key that has sealed, and administrators hear of another one', async () => {
  const [first, second] = [await generateSigningKey(), await generateSigningKey()];
  expect(await shown()).toEqual([]);
  for (let again = 0; again < 2; again++) await noteAuditKeys(em(), [first], now);
  expect((await shown()).map(({ publicKey }) => JSON.parse(publicKey))).toEqual([first.publicJwk]);
  expect(await told()).toEqual([]);
  const later = new Date(now.getTime() + 60_000);
  for (let again = 0; again < 2; again++) await noteAuditKeys(em(), [first, second], later);
  expect((await shown()).map(({ kid }) => kid)).toEqual([first.publicJwk.kid, second.publicJwk.kid]);
  expect(await told()).toMatchObject([
    { payload: { key: second.publicJwk.kid, before: [first.publicJwk.kid], offices: ['administrators'] } },
  ]);
  const acts = (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record));
  expect(acts.map(({ act, target }) => [act, target])).toContainEqual(['useAuditKey', second.publicJwk.kid]);
});
