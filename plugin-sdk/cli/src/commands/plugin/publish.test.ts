import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { GOOD_ANSWERS, onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  await desk.signIn();
  onAGoodDay(desk.hub);
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
});

const says = (over: object) => desk.hub.on('publishVerdict', { ...(GOOD_ANSWERS.publishVerdict as object), ...over });
const rehearse = () => desk.run(['plugin', 'publish', '--dry-run', '--hub', desk.hub.origin]);
const acts = () => desk.hub.received.filter(({ body }) => /"query":"\s*mutation/.test(body));

describe('plugin publish', () => {
  it.each([
    [['plugin', 'publish', '--wait'], /^Published aqi@1\.0\.0 \([0-9a-f.]+\)\. Only the waiting was interrupted/],
    [
      ['release', 'rollout', '1.0.0', '--plugin', 'aqi', '--wait'],
      /^The rollout of aqi@\S+ is \w+, at \d+ %\. Only the waiting/,
    ],
  ])('interrupted while it waits (%j) says what stands, and that it goes on', async (line, sentence) => {
    const stop = new AbortController();
    desk.hub.on('graphDecisions', () => {
      stop.abort();
      return { edges: [], nodes: [] };
    });
    const { exit, envelope } = await desk.ask(line, { signal: stop.signal });
    expect([exit, envelope]).toMatchObject([
      130,
      { ok: false, error: { code: 'INTERRUPTED', message: expect.stringMatching(sentence) } },
    ]);
  });

  it('publishes a plugin’s first release in one act: there is nothing between its name and it', async () => {
    desk.hub.on('plugin', null);
    await desk.ask(['plugin', 'publish']);
    expect(desk.hub.operations().map(({ name }) => name)).toEqual(['PublishRelease']);
  });

  it('says before a first release that it would make the plugin, and does nothing', async () => {
    says({ makesPlugin: true });
    const { exit, out } = await rehearse();
    expect([exit, out]).toEqual([0, expect.stringContaining('aqi is new')]);
    expect(out).toContain('aqi@1.0.0');
    expect(acts()).toEqual([]);
  });

  it('says what would be refused, with its line, and ends as publishing would', async () => {
    const finding = { rule: 'NONNULL', severity: 'error', coordinate: 'AdminDivision.aqi_index', line: 9, column: 3 };
    says({ admitted: false, findings: [{ ...finding, message: 'It is Int!.', fix: 'Make it Int.' }] });
    const { exit, envelope } = await desk.ask(['plugin', 'publish', '--dry-run']);
    expect([exit, envelope]).toMatchObject([
      1,
      {
        error: { code: 'REFUSED', location: { file: 'schema.graphql', line: 9, column: 3 } },
        data: { dryRun: true, wouldSend: { operation: 'PublishRelease' }, verdict: { admitted: false } },
      },
    ]);
    expect(acts()).toEqual([]);
  });

  it('says what the hub found in the reader’s language, and to programs in English with the words it is made of', async () => {
    const parameters = { coordinate: 'AdminDivision.aqi_index', type: 'Int!', nullable: 'Int' };
    const wording = JSON.stringify({ message: 'nonnull.shared', fix: 'nonnull', parameters });
    const finding = { rule: 'NONNULL', severity: 'error', coordinate: parameters.coordinate, line: 9, column: 3 };
    const ofTomorrow = { ...finding, line: 10, wording: '{"message":"x","fix":"y","parameters":{}}' };
    const findings = [
      { ...finding, message: 'It is Int!.', fix: 'Make it Int.', wording },
      { ...ofTomorrow, message: 'It is new.', fix: 'Learn it.' },
      { ...ofTomorrow, line: 11, message: 'It is garbled.', fix: 'Say it again.', wording: '{' },
    ];
    says({ admitted: false, findings });
    const line = ['plugin', 'publish', '--dry-run', '--locale', 'zh-CN', '--hub', desk.hub.origin];
    const { err } = await desk.run(line);
    expect(err).toContain('AdminDivision.aqi_index 是 Int!');
    expect(err).toContain('→ 请改为 Int。');
    expect(err).toMatch(/It is new\.[\s\S]*It is garbled\./);
    const { envelope } = await desk.ask(['plugin', 'publish', '--dry-run', '--locale', 'zh-CN']);
    expect(envelope).toMatchObject({ data: { verdict: { findings } } });
  });

  it('says that the very release is published already', async () => {
    says({ isRepeat: true });
    expect((await rehearse()).out).toContain('aqi@1.0.0 is already published');
  });
});

describe('plugin logs', () => {
  it('asks for the plugin’s own incidents', async () => {
    const { envelope } = await desk.ask(['plugin', 'logs']);
    expect(envelope).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ kind: 'incident' })]) });
    expect(desk.hub.operations().find(({ name }) => name === 'Incidents')?.variables).toMatchObject({ plugin: 'aqi' });
  });
});
