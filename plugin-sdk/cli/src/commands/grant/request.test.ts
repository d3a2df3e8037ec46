import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays } from '../../testing/fake-hub.ts';
import { GOOD_ANSWERS } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

const wanted = (coordinate: string, purpose: string) =>
  `{ class: S3, coordinate: ${coordinate}, reason: { zh: 提醒, en: Alerts }, purpose: ${purpose}, retentionDays: 30 }`;
const TWO = `[${wanted('Resident.name', 'public-health')}, ${wanted('Resident.phone', 'tax')}]`;

interface Asked {
  readonly coordinates: readonly string[];
  readonly purpose: string;
  readonly idempotencyKey: string;
}

/** Grants by their key, as the hub keeps them: said again, the first answer. */
let grants: Map<string, { id: string; status: string }>;
let isTaxRefused: boolean;

beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  await desk.write('citygraph.yaml', MANIFEST.replace('data: []', `data: ${TWO}`));
  grants = new Map();
  isTaxRefused = false;
  desk.hub.on('requestDataGrant', ({ coordinates, purpose, idempotencyKey }: Asked) => {
    if (purpose === 'tax' && isTaxRefused) throw new HubSays('BAD_USER_INPUT', 'purpose: nobody grants for it.');
    const known = grants.get(idempotencyKey) ?? { id: `grt_${grants.size + 1}`, status: 'REQUESTED' };
    grants.set(idempotencyKey, known);
    return [{ ...(GOOD_ANSWERS.dataGrant as object), ...known, coordinates, purpose }];
  });
});

const request = () => desk.ask(['grant', 'request', '--until', '2027-01-01']);
const standing = () => [...grants.values()].map(({ id }) => id);

describe('grant request of several groups', () => {
  it('asks for each once, however often the command is run', async () => {
    const first = await request();
    expect(first).toMatchObject({ exit: 5, envelope: { data: [{ id: 'grt_1' }, { id: 'grt_2' }] } });
    expect((await request()).envelope).toMatchObject({ data: [{ id: 'grt_1' }, { id: 'grt_2' }] });
    expect(standing()).toEqual(['grt_1', 'grt_2']);
  });

  it('says every request that it would send, and sends none', async () => {
    const { exit, envelope } = await desk.ask(['grant', 'request', '--until', '2027-01-01', '--dry-run']);
    expect([exit, envelope]).toMatchObject([
      0,
      {
        data: {
          dryRun: true,
          wouldSend: { variables: { purpose: 'public-health' } },
          next: [{ variables: { purpose: 'tax' } }],
        },
      },
    ]);
    expect(standing()).toEqual([]);
  });

  it('says what stands when one of them is refused, and the next run asks for the rest', async () => {
    isTaxRefused = true;
    expect(await request()).toMatchObject({
      exit: 2,
      envelope: {
        error: { code: 'BAD_USER_INPUT', suggestions: [expect.stringContaining('These requests stand: grt_1.')] },
        data: { requested: [{ id: 'grt_1', purpose: 'public-health' }] },
      },
    });
    isTaxRefused = false;
    expect((await request()).envelope).toMatchObject({ data: [{ id: 'grt_1' }, { id: 'grt_2' }] });
    expect(standing()).toEqual(['grt_1', 'grt_2']);
  });

  it('asks anew for what an owner refused, and only for that', async () => {
    await request();
    const [, tax] = [...grants.values()];
    if (tax) tax.status = 'REFUSED';
    expect((await request()).envelope).toMatchObject({ data: [{ id: 'grt_1' }, { id: 'grt_3', status: 'REQUESTED' }] });
    expect((await request()).envelope).toMatchObject({ data: [{ id: 'grt_1' }, { id: 'grt_3' }] });
    expect(standing()).toEqual(['grt_1', 'grt_2', 'grt_3']);
  });
});
