import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL, writeSmallCity } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
  await writeSmallCity(join(desk.folder, '.citygraph/schema'));
});
afterAll(() => desk.close());

const check = (...more: string[]) => desk.run(['plugin', 'check', ...more]);
const withSdl = async (sdl: string) => desk.write('schema.graphql', sdl);

describe('plugin check', () => {
  it('admits a plugin that breaks no rule, without asking any hub', async () => {
    const { exit, out } = await check();
    expect([exit, out]).toEqual([0, expect.stringContaining('Admitted')]);
    expect(desk.hub.received).toEqual([]);
  });

  it('finds the plugin from a folder below, and says which schema it judges against', async () => {
    await desk.write('src/deep/readings.ts', '');
    const { exit, out } = await desk.run(['plugin', 'check'], { cwd: join(desk.folder, 'src/deep') });
    expect([exit, out]).toEqual([0, expect.stringContaining('in ../../.citygraph/schema.')]);
    expect(out).toContain('Judged against the city’s schema of ');
  });

  it.each([
    [
      'the sandbox',
      MANIFEST.replace('https://try.aqi.example.com', 'https://10.0.0.7'),
      '"https://10.0.0.7/graphql"',
      '12:14',
    ],
    ['stable', MANIFEST.replace('https://aqi.example.com', 'https://10.0.0.7'), '"https://10.0.0.7/graphql"', '11:13'],
    [
      'support',
      MANIFEST.replace('help@aqi.example.com }', 'help@aqi.example.com, url: https://wiki.intranet/aqi }'),
      '"https://wiki.intranet/aqi"',
      '17:41',
    ],
  ])(
    'refuses an address of %s that publishing would refuse, where the manifest has it',
    async (_, manifest, url, place) => {
      await desk.write('citygraph.yaml', manifest);
      const { exit, out } = await check();
      await desk.write('citygraph.yaml', MANIFEST);
      expect([exit, out]).toEqual([1, expect.stringContaining(`citygraph.yaml:${place}  URL\n    ${url} names `)]);
    },
  );

  it.each([
    ['a reserved name', ['subgraph: aqi', 'subgraph: my-city'], ['city.airlab.aqi', 'city.airlab.my-city'], 'reserved'],
    ['markup in a title', ['en: Air quality }', 'en: Air <b>quality }'], null, 'plain text'],
    ['a description of one word', ['en: Air quality of each district', 'en: Air'], null, 'fewer than 10'],
  ] as const)('refuses %s as publishing would, with its place', async (_, [from, to], more, said) => {
    const changed = MANIFEST.replace(from, to);
    await desk.write('citygraph.yaml', more ? changed.replace(more[0], more[1]) : changed);
    const { exit, err } = await check();
    await desk.write('citygraph.yaml', MANIFEST);
    expect([exit, err]).toEqual([3, expect.stringContaining(said)]);
    expect(err).toMatch(/citygraph\.yaml:\d+:\d+/);
  });

  it('says file, line, column and the fix of what breaks one, and ends with 1', async () => {
    await withSdl(SDL.replace('aqi_index: Int', 'aqi_index: Int!'));
    const { exit, out, err } = await check();
    expect(exit).toBe(1);
    expect(out).toContain('schema.graphql:9:3  NONNULL AdminDivision.aqi_index');
    expect(out).toContain('→ Make it Int.');
    expect(err).toContain('citygraph explain NONNULL');
  });

  it('adds the links to a document that has none, as the SDK does, and names its own lines', async () => {
    const bare = SDL.slice(SDL.indexOf('scalar DivisionCode'));
    await withSdl(bare);
    expect(await check()).toMatchObject({ exit: 0, out: expect.stringContaining('Admitted') });
    await withSdl(bare.replace('aqi_index: Int', 'aqi_index: Int!'));
    expect((await check()).out).toContain('schema.graphql:5:3  NONNULL AdminDivision.aqi_index');
    await withSdl(SDL.replace('aqi_index: Int', 'aqi_index: Int!'));
  });

  it('says it in the reader’s language, and to programs in English with the words it is made of', async () => {
    const { out, err } = await check('--locale', 'zh-CN');
    expect(out).toContain('AdminDivision.aqi_index 是 Int!：插件一旦中断');
    expect(out).toContain('→ 请改为 Int。');
    expect(err).toContain('AdminDivision.aqi_index 是 Int!');
    const { envelope } = await desk.ask(['plugin', 'check', '--locale', 'zh-CN']);
    const wording = {
      message: 'nonnull.shared',
      fix: 'nonnull',
      parameters: { coordinate: 'AdminDivision.aqi_index', type: 'Int!', nullable: 'Int' },
    };
    expect(envelope).toMatchObject({ data: { findings: [{ rule: 'NONNULL', fix: 'Make it Int.', wording }] } });
  });

  it('mends what has one answer, leaves the ends of lines alone, and is content then', async () => {
    await withSdl(SDL.replace('aqi_index: Int', 'aqi_index: Int!').replaceAll('\n', '\r\n'));
    const { exit, out } = await check('--fix');
    expect([exit, out]).toEqual([0, expect.stringContaining('mended NONNULL AdminDivision.aqi_index')]);
    expect(await desk.read('schema.graphql')).toBe(SDL.replaceAll('\n', '\r\n'));
  });

  it('names data that is sent to it and was not declared', async () => {
    await withSdl(
      `${SDL}type Resident @key(fields: "id") { id: ID! "How many." aqi_alerts: Int @sensitivity(level: "S1") }\n`,
    );
    const { envelope, exit } = await desk.ask(['plugin', 'check']);
    expect(exit).toBe(1);
    expect(envelope).toMatchObject({
      ok: false,
      error: { code: 'REFUSED', location: { file: 'schema.graphql' } },
      data: { egress: { undeclared: ['Resident.id'] } },
    });
  });
});
