import { generateSigningKey } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { impactOfFirstParty } from '../first-party-release/impact-of-first-party.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { registry } from '../index.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { addUsage } from '../operation-usage/add-usage.ts';
import {
  departmentsOfStory,
  makePlugin,
  makePublisher,
  makeRelease,
  pluginSdl,
  vendor,
} from '../testing/release-story.ts';
import { now, people } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { graphPublisher } from './graph-publisher.ts';

const key = await generateSigningKey();
const owner = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });
/** A department takes a name that a plugin has had for long. */
const taking = departmentsOfStory.map(({ name, sdl }) =>
  name === 'energy'
    ? { name, sdl: sdl.replace('meters: Int', 'air: Int @sensitivity(level: "S1")  meters: Int') }
    : { name, sdl },
);

describe('a stable release that a department’s publish does not go with', () => {
  const department = testSubgraph(registry, { now });
  const em = () => department.em();
  const settle = () =>
    graphPublisher({ em, keys: () => [key], compose: storyComposer, now: () => department.clock.now() }).settle();
  const status = async () =>
    (await department.as(people.nobody).run('{ plugin(name: "air") { status } }')).data.plugin.status;
  const incidents = async () =>
    (await department.as(owner).run('{ incidents { nodes { kind subject version detail isOpen: closedAt } } }')).data
      .incidents.nodes;
  const acts = async () => (await em().find(AuditEntry, {})).map(({ record }) => JSON.parse(record).act as string);
  const heard = async () => {
    await tellOutbox(em(), department.clock);
    const { data } = await department.as(owner).run('{ notifications { nodes { topic } } }');
    return data.notifications.nodes.map(({ topic }: { topic: string }) => topic);
  };

  beforeEach(async () => {
    await makePublisher(em());
    await makePlugin(em(), 'air');
    await makePlugin(em(), 'bus');
    await makeRelease(em(), { plugin: 'air', version: '1.0.0', state: 'STABLE' });
    await makeRelease(em(), { plugin: 'bus', version: '1.0.0', sdl: pluginSdl('bus'), state: 'STABLE' });
    await importFirstParty(em(), departmentsOfStory, now);
    await settle();
  });

  it('is an incident of its publisher’s, told, public, and in the audit, each once', async () => {
    expect([await status(), await incidents()]).toEqual(['SERVED', []]);
    await importFirstParty(em(), taking, now);
    await settle();
    await settle();
    expect(await status()).toBe('LEFT_OUT');
    expect(await incidents()).toEqual([
      {
        kind: 'RELEASE_LEFT_OUT',
        subject: 'air',
        version: '1.0.0',
        detail: expect.stringContaining('air'),
        isOpen: null,
      },
    ]);
    expect(await heard()).toEqual(['plugin.left-out']);
    expect((await acts()).filter((act) => act === 'leaveOut')).toHaveLength(1);
    expect(await verifyAudit(em())).toMatchObject({ intact: true });
  });

  it('is over with the first graph that has it again', async () => {
    await importFirstParty(em(), taking, now);
    await settle();
    await importFirstParty(em(), departmentsOfStory, now);
    await settle();
    expect(await status()).toBe('SERVED');
    expect(await incidents()).toMatchObject([{ isOpen: expect.any(String) }]);
    expect((await heard()).sort()).toEqual(['plugin.left-out', 'plugin.taken-in']);
    expect((await acts()).filter((act) => act === 'endLeftOut')).toHaveLength(1);
  });

  it('is named before the publish, with who asks for what it has', async () => {
    await addUsage(
      em(),
      [
        {
          digest: 'a'.repeat(64),
          operationName: 'Air',
          app: 'explorer',
          coordinates: ['Query.air'],
          count: 9,
          errors: 0,
          cost: 1,
        },
      ],
      now,
    );
    const ask = (schemas: typeof taking) => impactOfFirstParty(em(), schemas, storyComposer, now);
    expect(await ask(departmentsOfStory)).toEqual({ composes: true, findings: [], leftOut: [] });
    expect(await ask(taking)).toEqual({
      composes: true,
      findings: [],
      leftOut: [
        { plugin: 'air', version: '1.0.0', why: expect.stringContaining('air'), requests: 9, apps: ['explorer'] },
      ],
    });
    // Nothing came of asking.
    expect([await status(), await incidents()]).toEqual(['SERVED', []]);
    const broken = [...departmentsOfStory, { name: 'health', sdl: 'type Query { broken: Nothing }' }];
    expect(await ask(broken)).toMatchObject({ composes: false, leftOut: [] });
  });
});
