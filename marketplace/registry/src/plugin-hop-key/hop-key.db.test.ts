import { vendorHopSecret } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { registry, withKeys } from '../index.ts';
import { CREATE, codeOf, fakeAdmission, fakeClient, registered, vendors } from '../testing/publishing-story.ts';
import { city, graph, keys, now, people } from '../testing/story.ts';

const hopMaster = new Uint8Array(32).fill(3);
const department = testSubgraph(
  withKeys({ ...keys, hopMaster }, { client: fakeClient(), admission: fakeAdmission() }),
  {
    async seed(em) {
      await registry.seed(em, city);
      await refreshCatalog(em as never, graph, now);
    },
    now,
  },
);
const SHOW =
  'mutation S($p: ID! = "air-quality", $c: PluginChannel! = STABLE) { showHopKeys(plugin: $p, channel: $c) { keyId secret turn } }';
const ROTATE = 'mutation R($p: ID! = "air-quality") { rotateHopKeys(plugin: $p) { name } }';

beforeEach(async () => {
  await registered(department);
  await department.as(vendors.ada).run(CREATE);
});

describe('the keys of a plugin', () => {
  const shown = async (variables = {}) => (await department.as(vendors.ada).run(SHOW, variables)).data.showHopKeys;
  const secretOf = (keyId: string) => Buffer.from(vendorHopSecret(hopMaster, keyId).secret).toString('base64url');

  it('are those that gateways make of the same secret, this one and the next, of each channel its own', async () => {
    expect(await shown()).toEqual([
      { keyId: 'air-quality.stable.1', secret: secretOf('air-quality.stable.1'), turn: 'CURRENT' },
      { keyId: 'air-quality.stable.2', secret: secretOf('air-quality.stable.2'), turn: 'NEXT' },
    ]);
    expect((await shown({ c: 'SANDBOX' }))[0].keyId).toBe('air-quality.sandbox.1');
  });

  it('change at their owner’s word, and who had installed both has the one that signs', async () => {
    const [, next] = await shown();
    expect((await department.as(vendors.ada).run(ROTATE)).data.rotateHopKeys.name).toBe('air-quality');
    expect((await shown())[0]).toEqual({ ...next, turn: 'CURRENT' });
  });

  it.each([
    ['a stranger', vendors.eve, 'FORBIDDEN'],
    ['an administrator', people.admin, 'FORBIDDEN'],
    ['nobody', people.nobody, 'UNAUTHENTICATED'],
  ])('are shown to and changed by no %s', async (_, viewer, code) => {
    for (const document of [SHOW, ROTATE]) {
      expect(codeOf(await department.as(viewer).run(document))).toBe(code);
    }
  });

  it('are in the audit by their names alone', async () => {
    const [{ secret }] = await shown();
    const entries = await department.em().find(AuditEntry, {}, { orderBy: { sequence: 'desc' } });
    expect(entries[0]?.record).toContain('showHopKeys');
    expect(JSON.stringify(entries)).not.toContain(secret);
  });
});
