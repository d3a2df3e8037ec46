import { generateWorkloadKey, verifyWorkloadRequest, writeWorkloadKey } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { HubSays } from '../../testing/fake-hub.ts';
import { onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  onAGoodDay(desk.hub);
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
});

const sent = (name: string) => desk.hub.operations().find((one) => one.name === name)?.variables ?? {};
const authorizations = () => desk.hub.received.flatMap(({ headers }) => headers.authorization ?? []);

describe('a key that an owner made', () => {
  const made = async () => {
    await desk.signIn();
    const { envelope } = await desk.ask(['workload', 'create', '--name', 'github']);
    const { publicKey } = sent('CreateWorkload');
    desk.hub.received.length = 0;
    return { key: (envelope.data as { key: string }).key, publicKey: String(publicKey) };
  };

  it('is shown once, and its private half never sent', async () => {
    const { key, publicKey } = await made();
    expect(key).toMatch(/^wkl_2\.[\w-]{64}$/);
    expect(key).not.toContain(publicKey);
  });

  it('is what is missing, when the name was taken and the key was refused', async () => {
    await desk.signIn();
    desk.hub.on('plugin', null);
    desk.hub.on('createPlugin', { name: 'aqi' });
    desk.hub.on('createWorkload', () => {
      throw new HubSays('CONFLICT', 'plugin: it has ten keys.');
    });
    expect((await desk.ask(['workload', 'create'])).envelope).toMatchObject({
      error: {
        code: 'CONFLICT',
        suggestions: expect.arrayContaining([expect.stringContaining('only the key is missing')]),
      },
      data: { plugin: 'aqi', reserved: true },
    });
  });

  it('signs nothing where it is only said what would be sent', async () => {
    const { key: CITYGRAPH_WORKLOAD_KEY } = await made();
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
    const { exit, envelope } = await desk.ask(['plugin', 'publish', '--dry-run'], { env: { CITYGRAPH_WORKLOAD_KEY } });
    expect([exit, envelope.data]).toMatchObject([
      0,
      { dryRun: true, wouldSend: { operation: 'PublishAsWorkload', variables: { act: 'publish', plugin: 'aqi' } } },
    ]);
    const { variables } = (envelope.data as { wouldSend: { variables: object } }).wouldSend;
    expect(Object.keys(variables)).toEqual(['act', 'plugin', 'release', 'sdl', 'manifest']);
    expect(desk.hub.operations()).toEqual([]);
  });

  it('publishes in a pipeline where nobody is signed in: what is sent is signed for this release and no other', async () => {
    const { key: CITYGRAPH_WORKLOAD_KEY, publicKey } = await made();
    await desk.tidy();
    onAGoodDay(desk.hub);
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
    const built = await desk.ask(['plugin', 'build']);
    const { exit, envelope } = await desk.ask(['plugin', 'publish', '--wait'], { env: { CITYGRAPH_WORKLOAD_KEY } });
    expect({ exit, data: envelope.data }).toMatchObject({ exit: 0, data: { serving: { state: 'SERVING' } } });
    const { request, sdl } = sent('PublishAsWorkload');
    const owner = { workload: 'wkl_2', publicKey };
    expect(verifyWorkloadRequest(String(request), owner, Date.now())).toMatchObject({
      act: 'publish',
      plugin: 'aqi',
      release: (built.envelope.data as { digest: string }).digest,
    });
    expect(sdl).toBe(SDL);
    // By this header alone the hub knows before it reads that a whole document may come.
    const headers = desk.hub.received
      .map((one) => one.headers['citygraph-workload'])
      .filter((one) => one !== undefined);
    expect(headers.map((one) => Buffer.from(String(one), 'base64url').toString())).toEqual([request]);
    expect(verifyWorkloadRequest(String(sent('ReleasesForWorkload').request), owner, Date.now())).toMatchObject({
      act: 'status',
    });
    expect(sent('ReleasesForWorkload')).toMatchObject({ digest: expect.stringMatching(/./) });
    expect(authorizations()).toEqual([]);
  });

  it('shows how far releases have come', async () => {
    const { key: CITYGRAPH_WORKLOAD_KEY } = await made();
    const { envelope } = await desk.ask(['plugin', 'status'], { env: { CITYGRAPH_WORKLOAD_KEY } });
    expect(envelope.data).toMatchObject({ releases: [{ version: '1.1.0', published: 'SERVING' }] });
    expect(authorizations()).toEqual([]);
  });
});

describe('before the first release', () => {
  beforeEach(async () => {
    await desk.signIn();
    desk.hub.on('plugin', null);
    desk.hub.on('createPlugin', { name: 'aqi' });
  });
  const acts = () => desk.hub.operations().map(({ name }) => name);

  it('the plugin’s name is taken as its manifest says, so that the pipeline’s first release is nobody else’s', async () => {
    const { exit, envelope } = await desk.ask(['workload', 'create']);
    expect([exit, envelope]).toMatchObject([0, { data: { plugin: 'aqi', reserved: true } }]);
    expect(acts()).toEqual(['PluginByName', 'CreatePlugin', 'CreateWorkload']);
    expect(sent('CreatePlugin')).toMatchObject({ publisher: 'airlab', name: 'aqi', namespace: 'aqi' });
  });

  it('both are told of beforehand, and nothing is done', async () => {
    const { exit, envelope } = await desk.ask(['workload', 'create', '--dry-run']);
    expect([exit, envelope]).toMatchObject([
      0,
      { data: { wouldSend: { operation: 'CreatePlugin' }, next: [{ operation: 'CreateWorkload' }] } },
    ]);
    expect(acts()).toEqual(['PluginByName']);
  });

  it('a name that was taken meanwhile ends it: no key is made for somebody else’s plugin', async () => {
    desk.hub.on('createPlugin', () => {
      throw new HubSays('CONFLICT', 'name: aqi is taken.');
    });
    expect(await desk.ask(['workload', 'create'])).toMatchObject({
      exit: 3,
      envelope: { error: { code: 'CONFLICT' } },
    });
    expect(acts()).not.toContain('CreateWorkload');
  });

  it('a plugin that is named without its manifest is not made up', async () => {
    const { exit, envelope } = await desk.ask(['workload', 'create', '--plugin', 'aqi']);
    expect([exit, envelope]).toMatchObject([
      3,
      {
        error: { message: expect.stringContaining('no plugin aqi'), suggestions: [expect.stringContaining('folder')] },
      },
    ]);
    expect(acts()).toEqual(['PluginByName']);
  });
});

describe('a pipeline', () => {
  const CITYGRAPH_WORKLOAD_KEY = writeWorkloadKey({ workload: 'wkl_2', ...generateWorkloadKey() });

  it('can do nothing else: other commands are of people who sign in', async () => {
    for (const line of [
      ['plugin', 'submit', '1.1.0'],
      ['plugin', 'key'],
      ['workload', 'create'],
    ]) {
      await desk.ask(line, { env: { CITYGRAPH_WORKLOAD_KEY } });
      expect(authorizations()).toEqual([]);
      expect(JSON.stringify(desk.hub.operations())).not.toContain('"request"');
    }
  });

  it('is told what it is by whoami', async () => {
    const { exit, envelope } = await desk.ask(['auth', 'whoami'], { env: { CITYGRAPH_WORKLOAD_KEY } });
    expect({ exit, envelope }).toMatchObject({
      exit: 0,
      envelope: {
        data: { subject: 'citygraph:workload:wkl_2', credential: { source: 'key', from: 'CITYGRAPH_WORKLOAD_KEY' } },
      },
    });
    expect(JSON.stringify(envelope)).not.toContain(CITYGRAPH_WORKLOAD_KEY.slice(8));
  });

  it('with a token is who the token says', async () => {
    await desk.ask(['plugin', 'publish'], { env: { CITYGRAPH_WORKLOAD_KEY, CITYGRAPH_TOKEN: 'a.b.c' } });
    expect(sent('PublishRelease')).toMatchObject({ plugin: 'aqi' });
    expect(authorizations()).toContain('Bearer a.b.c');
  });

  it.each(['wkl_1', 'hello', CITYGRAPH_WORKLOAD_KEY.slice(0, -1), `${CITYGRAPH_WORKLOAD_KEY.slice(0, -8)}AAAAAAAA\n?`])(
    'whose secret is %j is told so, and nothing is sent',
    async (broken) => {
      const { exit, envelope } = await desk.ask(['plugin', 'publish'], { env: { CITYGRAPH_WORKLOAD_KEY: broken } });
      expect({ exit, envelope }).toMatchObject({
        exit: 3,
        envelope: { error: { code: 'USAGE', message: expect.stringContaining('CITYGRAPH_WORKLOAD_KEY') } },
      });
      expect(JSON.stringify(envelope)).not.toContain(broken.slice(6, 40) || 'wkl_1');
      expect(desk.hub.received).toEqual([]);
    },
  );
});
