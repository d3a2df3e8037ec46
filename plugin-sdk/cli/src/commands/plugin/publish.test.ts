import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { tokenFor } from '../../testing/fake-hub.ts';
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
    desk.hub.on('graphDecision', () => {
      stop.abort();
      return null;
    });
    const { exit, envelope } = await desk.ask(line, { signal: stop.signal });
    expect([exit, envelope]).toMatchObject([
      130,
      { ok: false, error: { code: 'INTERRUPTED', message: expect.stringMatching(sentence) } },
    ]);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['plugin publish', ['plugin', 'publish', '--wait'], /^Published aqi@1\.0\.0 \([0-9a-f.]+\)\. What was decided/],
    [
      'release rollout',
      ['release', 'rollout', '1.0.0', '--plugin', 'aqi', '--wait'],
      /^The rollout of aqi@\S+ is \w+, at \d+ %\. What/,
    ],
    [
      'release promote',
      ['release', 'promote', '--plugin', 'aqi', '--yes', '--wait'],
      /^The rollout of aqi@\S+ is PROMOTED, at \d+ %\. What/,
    ],
  ])(
    '%s, from which the hub goes away while it waits, says what stands, and not that nothing was done',
    async (_, line, sentence) => {
      let isAway = false;
      const away: typeof fetch = (...request) => {
        if (isAway)
          return Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }));
        return fetch(...request);
      };
      desk.hub.on('graphDecision', () => {
        isAway = true;
        return null;
      });
      const { exit, envelope } = await desk.ask(line, { fetch: away });
      expect([exit, envelope]).toMatchObject([
        2,
        { ok: false, error: { code: 'TIMED_OUT', message: expect.stringMatching(sentence) }, data: { plugin: 'aqi' } },
      ]);
    },
  );

  it.each<[string, number | null, string]>([
    ['is kept', 3, 'SERVING'],
    ['is kept no more', null, 'SERVING'],
  ])('that is a repeat, whose decision %s, ends well however many were decided since', async (_, decision, state) => {
    const digest = 'd'.repeat(64);
    desk.hub.on('publishRelease', {
      ...(GOOD_ANSWERS.publishVerdict as object),
      accepted: true,
      isRepeat: true,
      digest,
      decision,
    });
    const { exit, envelope } = await desk.ask(['plugin', 'publish', '--wait']);
    expect([exit, envelope]).toMatchObject([0, { data: { isRepeat: true, serving: { state } } }]);
    expect(desk.hub.operations().map(({ name }) => name)).not.toContain('Decisions');
    const { out } = await desk.run(['plugin', 'publish', '--wait', '--hub', desk.hub.origin]);
    expect(out).toMatch(/aqi@1\.0\.0 is already published[\s\S]*serves aqi@1\.1\.0, which was published later/);
  });

  it('places in the manifest what the hub says of an address that is on no proved domain', async () => {
    const message = 'airlab has proved no domain: its releases stay in the sandbox.';
    const warning = {
      rule: 'URL',
      severity: 'WARNING',
      coordinate: null,
      message,
      fix: 'Prove it.',
      line: null,
      column: null,
    };
    const findings = [warning, { ...warning, message: 'runtime.sandbox.url is at other.example.' }];
    desk.hub.on('publishRelease', { ...(GOOD_ANSWERS.publishVerdict as object), accepted: true, findings });
    const { out } = await desk.run(['plugin', 'publish', '--hub', desk.hub.origin]);
    const lineOf = (text: string) => MANIFEST.split('\n').findIndex((line) => line.includes(text)) + 1;
    expect(out).toContain(`citygraph.yaml:${lineOf('https://aqi.example.com')}:`);
    expect(out).toContain(`citygraph.yaml:${lineOf('https://try.aqi.example.com')}:`);
    expect(out).not.toContain('schema.graphql  URL');
  });

  it('that waited says that the graph has it, and warns when nothing answers where it is to run', async () => {
    const publish = () => desk.ask(['plugin', 'publish', '--wait']);
    const { out } = await desk.run(['plugin', 'publish', '--wait', '--hub', desk.hub.origin]);
    expect(out).toContain('The sandbox’s graph has it. Its server answers at https://try.aqi.example.com/graphql');
    expect((await publish()).envelope).toMatchObject({ ok: true, warnings: [] });
    await desk.write('citygraph.yaml', MANIFEST.replace('https://try.aqi.example.com', 'http://127.0.0.1:9'));
    const silent = expect.stringMatching(/^Nothing answers at http:\/\/127\.0\.0\.1:9\/graphql.*npm start.*plugin key/);
    expect(await publish()).toMatchObject({ exit: 0, envelope: { warnings: [silent] } });
    await desk.write('citygraph.yaml', MANIFEST.replace('https://try.aqi.example.com', desk.hub.origin));
    expect((await publish()).envelope).toMatchObject({ warnings: [] });
  });

  it.each([
    ['plugin publish', ['plugin', 'publish', '--wait']],
    ['release rollout', ['release', 'rollout', '1.0.0', '--plugin', 'aqi', '--wait']],
    ['release promote', ['release', 'promote', '--plugin', 'aqi', '--yes', '--wait']],
    ['plugin key', ['plugin', 'key', '--plugin', 'aqi', '--rotate', '2', '--wait']],
  ])('%s waits for its own decision, by its number', async (_, line) => {
    expect((await desk.ask(line)).exit).toBe(0);
    expect(desk.hub.operations().at(-1)).toMatchObject({ name: 'DecisionByNumber', variables: { number: 3 } });
  });

  it('whose hub was away for a moment waits on', async () => {
    let asked = 0;
    const shaky: typeof fetch = (url, init) => {
      const isLook = String(init?.body).includes('graphDecision');
      asked += isLook ? 1 : 0;
      return isLook && asked <= 3
        ? Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }))
        : fetch(url, init);
    };
    expect(await desk.ask(['plugin', 'publish', '--wait'], { fetch: shaky })).toMatchObject({
      exit: 0,
      envelope: { data: { serving: { state: 'SERVING' } } },
    });
  });

  it('outlives its token: the next question is asked with a new one', async () => {
    const second = tokenFor(desk.hub.issuer, { jti: 'second' });
    desk.hub.tokenAnswers.push({ status: 200, body: { access_token: second, token_type: 'Bearer', expires_in: 300 } });
    let looks = 0;
    desk.hub.on('graphDecision', () => {
      looks += 1;
      // The first takes all but the half minute in which a token is changed.
      if (looks === 1) desk.wait(100_000);
      return looks === 1 ? null : GOOD_ANSWERS.graphDecision;
    });
    await desk.signIn(120_000);
    expect((await desk.ask(['plugin', 'publish', '--wait'])).exit).toBe(0);
    const looked = desk.hub.received.filter(({ body }) => body.includes('graphDecision'));
    expect(looked.map(({ headers }) => headers.authorization === `Bearer ${second}`)).toEqual([false, true]);
  });

  it('whose sign-in ends while it waits was published all the same, and says so', async () => {
    desk.hub.tokenAnswers.push({ status: 400, body: { error: 'invalid_grant' } });
    desk.hub.on('graphDecision', () => {
      desk.wait(100_000);
      return null;
    });
    await desk.signIn(120_000);
    const { exit, envelope } = await desk.ask(['plugin', 'publish', '--wait']);
    expect([exit, envelope]).toMatchObject([
      2,
      {
        error: {
          code: 'OUTCOME_UNKNOWN',
          message: expect.stringMatching(
            /^Published aqi@1\.0\.0 .*could not be seen \(SIGN_IN_EXPIRED\): .* It goes on by itself\.$/,
          ),
          suggestions: [expect.stringContaining('auth login'), expect.stringContaining('plugin status')],
        },
        data: { plugin: 'aqi', version: '1.0.0', accepted: true },
      },
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
  it('says of what is wrong with a manifest that it is there, and not in the document', async () => {
    const wording = JSON.stringify({
      message: 'extends.unused',
      fix: 'extends.unused',
      parameters: { type: 'Parcel' },
    });
    const ofManifest = { rule: 'EXTENDS', severity: 'error', coordinate: 'Parcel', line: 3, column: 1, wording };
    const findings = [{ ...ofManifest, message: 'Nothing is added to Parcel.', fix: 'Take it out.' }];
    const { edges } = GOOD_ANSWERS.pluginReleases as { edges: { node: object }[] };
    const page = [{ node: { ...edges[0]?.node, findings }, cursor: 'c' }];
    desk.hub.on('pluginReleases', { edges: page, pageInfo: { hasNextPage: false, hasPreviousPage: false } });
    for (const line of [
      ['plugin', 'logs', '--json'],
      ['plugin', 'logs'],
    ]) {
      const { out } = await desk.run([...line, '--hub', desk.hub.origin]);
      expect(out).toMatch(/citygraph\.yaml +EXTENDS Parcel/);
      expect(out).not.toContain('schema.graphql');
    }
  });

  it('asks for the plugin’s own incidents', async () => {
    const { envelope } = await desk.ask(['plugin', 'logs']);
    expect(envelope).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ kind: 'incident' })]) });
    expect(desk.hub.operations().find(({ name }) => name === 'Incidents')?.variables).toMatchObject({ plugin: 'aqi' });
  });
});
