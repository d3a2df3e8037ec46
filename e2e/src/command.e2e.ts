import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, type CommandRan, demoPasswords, openDeskAt } from './command-line.ts';
import { type Outsider, openOutsider, wentWell } from './packed/outsider.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { openVendor, serveProof, type Vendor } from './stories/vendor.ts';

let outsider: Outsider;
let hub: RunningHub;
let vendor: Vendor;
let maker: AtTheDesk;
let admin: AtTheDesk;

const well = ({ exit, data, error }: CommandRan): never => {
  expect({ exit, error }).toEqual({ exit: 0, error: null });
  return data;
};
const writeRelease = async (version: string) => {
  await maker.write('citygraph.yaml', JSON.stringify(vendor.manifest(version)));
  await maker.write('schema.graphql', vendor.sdl(version));
};

beforeAll(async () => {
  // The command as its users get it: packed, and installed into an empty folder.
  outsider = await openOutsider();
  await mkdir(join(outsider.folder, 'command'));
  wentWell(await outsider.run('npm', ['install', '--no-save', 'citygraph'], 'command'));
  const citygraph = join(outsider.folder, 'command/node_modules/citygraph/bin/citygraph.js');
  const [port, proofPort] = [await freePort(), await freePort()];
  hub = await startHub({ args: ['--plugins', `127.0.0.1:${port},127.0.0.1:${proofPort}`] });
  vendor = openVendor({
    person: 'vendor-satellite',
    publisher: 'sky-lab',
    namespace: 'sky',
    plugin: 'sky-readings',
    port,
    proofPort,
  });
  maker = await openDeskAt(hub.origin, citygraph);
  admin = await openDeskAt(hub.origin, citygraph);
}, 300_000);
afterAll(async () => {
  await Promise.all([vendor?.close(), maker?.close(), admin?.close()]);
  await hub?.close();
  await outsider?.close();
});

describe('a vendor and an administrator, each with the command alone', () => {
  it('sign in by a page and a code, and the command says who they are and by what', async () => {
    const passwords = await demoPasswords(hub.dataDir);
    expect(await maker.interrupt(['auth', 'login'], /shows [A-Z0-9-]+;/)).toMatchObject({
      exit: 130,
      error: { code: 'INTERRUPTED' },
    });
    expect(await maker.citygraph('auth', 'whoami')).toMatchObject({ exit: 4, error: { code: 'NOT_SIGNED_IN' } });
    well(await maker.signIn('vendor-satellite', passwords['vendor-satellite'] ?? ''));
    well(await admin.signIn('admin', passwords.admin ?? ''));
    expect(well(await maker.citygraph('auth', 'whoami'))).toMatchObject({
      name: 'vendor-satellite',
      credential: { source: 'profile', from: 'default' },
      publishers: [],
    });
  }, 300_000);

  it('become a publisher and prove a domain', async () => {
    const facts = ['--name', 'Sky Lab', '--contact', 'help@sky.example', '--namespace', 'sky'];
    const intended = await maker.citygraph('publisher', 'register', 'sky-lab', ...facts, '--dry-run');
    expect(intended.data).toMatchObject({ dryRun: true, wouldSend: { operation: 'RegisterPublisher' } });
    well(await maker.citygraph('publisher', 'register', 'sky-lab', ...facts));
    expect(await admin.citygraph('publisher', 'register', 'sky-lab', ...facts)).toMatchObject({
      exit: 3,
      error: { code: 'CONFLICT' },
    });
    const asked = await maker.citygraph('publisher', 'verify', 'sky-lab', '--domain', `127.0.0.1:${vendor.proofPort}`);
    const challenge: { url: string; content: string } = asked.data;
    const server = await serveProof(vendor.proofPort, new URL(challenge.url).pathname, challenge.content);
    const proved = well(await maker.citygraph('publisher', 'verify', 'sky-lab'));
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(proved).toMatchObject({ verification: 'DOMAIN_PROVED' });
  }, 180_000);

  it('check and publish: what is refused has its line, what is good is in the sandbox, what is repeated is no fault', async () => {
    await writeRelease('1.0.0');
    await maker.write('schema.graphql', vendor.sdl('1.0.0').replace('sky_reading: Int', 'sky_reading: Int!'));
    const city = well(await maker.citygraph('schema', 'fetch')) as { subgraphs: { name: string }[] };
    expect(city.subgraphs.map(({ name }) => name)).toEqual(expect.arrayContaining(['government', 'registry']));
    const refusal = { exit: 1, error: { code: 'REFUSED', message: expect.stringContaining('NONNULL') } };
    expect(await maker.citygraph('plugin', 'check')).toMatchObject(refusal);
    const refused = await maker.citygraph('plugin', 'publish');
    expect(refused).toMatchObject(refusal);
    expect(well(await maker.citygraph('plugin', 'check', '--fix'))).toMatchObject({ mended: [{ rule: 'NONNULL' }] });
    const checked = await maker.citygraph('plugin', 'check');
    const publishing = await maker.citygraph('plugin', 'publish', '--wait');
    console.info(
      `plugin check: ${checked.ms} ms; plugin publish --wait, until the sandbox serves it: ${publishing.ms} ms`,
    );
    const published = well(publishing);
    expect(published).toMatchObject({ isRepeat: false, serving: { state: 'SERVING' } });
    expect(well(await maker.citygraph('plugin', 'publish'))).toMatchObject({ isRepeat: true });
    const keys = well(await maker.citygraph('plugin', 'key')) as { channel: string; keyId: string }[];
    expect(keys.map(({ channel }) => channel)).toEqual(['stable', 'sandbox']);
    await vendor.serve(hub);
  }, 300_000);

  it('submit, are reviewed by another person, tried and promoted', async () => {
    expect(await maker.citygraph('plugin', 'submit', '--note', 'Only a reading')).toMatchObject({
      exit: 5,
      error: null,
    });
    const queue = well(await admin.citygraph('admin', 'queue')) as { id: string }[];
    expect(queue).toHaveLength(1);
    const review = queue[0]?.id ?? '';
    expect(await admin.citygraph('admin', 'approve', review)).toMatchObject({
      exit: 3,
      error: { code: 'CONFIRMATION_NEEDED' },
    });
    expect(await maker.citygraph('admin', 'approve', review, '--yes')).toMatchObject({
      exit: 4,
      error: { code: 'FORBIDDEN' },
    });
    well(await admin.citygraph('admin', 'approve', review, '--yes'));
    well(await maker.citygraph('release', 'rollout', '--percent', '100', '--wait'));
    well(await maker.citygraph('release', 'promote', '--yes', '--wait'));
    const status: { releases: { version: string; state: string }[] } = well(await maker.citygraph('plugin', 'status'));
    expect(status.releases).toMatchObject([{ version: '1.0.0', state: 'STABLE' }]);
    expect(well(await maker.citygraph('plugin', 'diff'))).toMatchObject({ equal: true });
  }, 300_000);

  it('are switched off and on again, and every act is in an audit whose chain holds', async () => {
    well(await admin.citygraph('admin', 'kill', 'sky-readings', '--reason', 'A sensor lies.', '--yes'));
    well(await admin.citygraph('admin', 'restore', 'sky-readings', '--reason', 'It is mended.'));
    const audit: { entries: { act: string }[]; chain: { intact: boolean } } = well(
      await admin.citygraph('admin', 'audit'),
    );
    expect(audit.chain.intact).toBe(true);
    expect(audit.entries.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['killPlugin', 'restorePlugin', 'publishRelease']),
    );
  }, 180_000);

  it('look after members, names, grants and an app', async () => {
    const { subject }: { subject: string } = well(await admin.citygraph('auth', 'whoami', '--offline'));
    well(await maker.citygraph('publisher', 'members', 'sky-lab', '--invite', subject, '--role', 'VIEWER'));
    const left: { invitations: unknown[] } = well(
      await maker.citygraph('publisher', 'members', 'sky-lab', '--remove', subject, '--yes'),
    );
    expect(left.invitations).toEqual([]);
    const why = ['--reason', 'The city’s own name for it'];
    expect(await maker.citygraph('publisher', 'claim', 'sky-lab', 'AdminDivision.sky', ...why)).toMatchObject({
      exit: 5,
    });
    expect(well(await maker.citygraph('publisher', 'claim', 'sky-lab'))).toMatchObject([{ state: 'REQUESTED' }]);
    well(await admin.citygraph('app', 'create', 'app-sky', '--name', 'Sky on the map'));
    await mkdir(join(admin.folder, 'src'));
    await writeFile(
      join(admin.folder, 'src/sky.graphql'),
      'query Sky { adminDivision(code: "220104") { name sky_reading } }',
    );
    expect(well(await admin.citygraph('app', 'check'))).toMatchObject({ now: [], next: [] });
    const pushed: { documents: { isNew: boolean }[] } = well(await admin.citygraph('app', 'push', 'app-sky'));
    expect(pushed.documents).toMatchObject([{ isNew: true }]);
    expect(well(await admin.citygraph('app', 'push', 'app-sky'))).toMatchObject({ documents: [{ isNew: false }] });
    const { id, key }: { id: string; key: string } = well(await admin.citygraph('app', 'key', 'app-sky', '--create'));
    expect(key.length).toBeGreaterThan(20);
    well(await admin.citygraph('app', 'key', 'app-sky', '--revoke', id, '--yes'));
    expect(well(await admin.citygraph('app', 'key', 'app-sky'))).toMatchObject([{ id, revokedAt: expect.any(String) }]);
    expect(well(await admin.citygraph('app', 'subscribe', 'app-sky'))).toMatchObject({ subscriptions: [] });
  }, 300_000);

  it('see what became of it all', async () => {
    const all = [
      ['plugin', 'logs'],
      ['plugin', 'metrics', '--hours', '24'],
      ['release', 'list'],
      ['schema', 'changelog'],
      ['schema', 'explain', 'AdminDivision.name'],
      ['app', 'list'],
      ['grant', 'list'],
      ['ledger', 'export'],
    ];
    for (const line of all) well(await maker.citygraph(...line));
    expect(well(await maker.citygraph('schema', 'diff'))).toMatchObject({
      equal: false,
      changed: [{ subgraph: 'sky-readings' }],
    });
    const sunset = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10);
    well(await maker.citygraph('plugin', 'deprecate', '--sunset', sunset, '--reason', 'The sensors go.', '--yes'));
    expect(well(await maker.citygraph('plugin', 'status'))).toMatchObject({
      plugin: { deprecation: { reason: 'The sensors go.' } },
    });
    well(await maker.citygraph('plugin', 'deprecate', '--undo'));
    await writeRelease('1.1.0');
    well(await maker.citygraph('plugin', 'publish'));
    well(await maker.citygraph('plugin', 'withdraw', '1.1.0', '--reason', 'Wrong unit', '--yes'));
    const releases = well(await maker.citygraph('release', 'list')) as { version: string; state: string }[];
    expect(releases.map(({ version, state }) => `${version} ${state}`)).toEqual(['1.1.0 WITHDRAWN', '1.0.0 STABLE']);
  }, 300_000);

  it('find everything in order with the doctor, sign out, and are nobody then', async () => {
    const checks = (await maker.citygraph('doctor')).data as { name: string; state: string }[];
    expect(checks.filter(({ state }) => state === 'bad')).toEqual([]);
    expect(well(await maker.citygraph('auth', 'logout'))).toMatchObject({ wasSignedIn: true, revoked: true });
    expect(await maker.citygraph('auth', 'whoami')).toMatchObject({ exit: 4, error: { code: 'NOT_SIGNED_IN' } });
  }, 180_000);
});
