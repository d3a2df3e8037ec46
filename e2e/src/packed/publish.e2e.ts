import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { basename, join } from 'node:path';
import { createCity } from '@citygraph/city';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { type AtTheDesk, demoPasswords, openDeskAt } from '../command-line.ts';
import { HOUSE } from '../hub-client.ts';
import { type RunningHub, startHub } from '../start-hub.ts';
import { soon } from '../stories/soon.ts';
import { vehicleOwner } from '../stories/vehicle-owner.ts';
import { did } from '../stories/vendor.ts';
import { codesOf, isGreen, PLOTS, plotsOf, VEHICLES } from '../stories/what-vendors-tell.ts';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';
import { becomePublisher, serve, servedHere, toTheSandbox, type VendorProject, went } from './vendor-project.ts';

const OPENAPI = join(HOUSE, 'plugin-sdk/create/src/testing/parking.openapi.yaml');
const SANDBOX = { headers: { 'citygraph-channel': 'sandbox' } };
const UNTIL = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);

const PARCEL =
  'query P($code: RealEstateUnitCode!) { parcel(realEstateUnitCode: $code) { areaM2 ndvi(from: "2026-06-01", to: "2026-07-31") { on mean } } }';

const city = createCity({ seed: 2016, scale: 0.001 });
const owner = vehicleOwner(city);
const [field] = city.parcels;

let outsider: Outsider;
let hub: RunningHub;
let garages: Server;
/** Everybody has a home and the packed command; what they do to the registry, they do by it. */
let satelliteMaker: AtTheDesk;
let iovMaker: AtTheDesk;
let admin: AtTheDesk;
let officer: AtTheDesk;
const ports = { entity: 0, standalone: 0, rest: 0, satellite: 0, iov: 0 };

beforeAll(async () => {
  outsider = await openOutsider();
  const made = await outsider.run('npm', [
    ...['create', '--yes', 'citygraph-plugin@latest', 'my-entity', '--'],
    ...['--template', 'entity', '--entity', 'AdminDivision', '--publisher', 'entity-lab', '--yes'],
  ]);
  console.info(`npm create, with npm install: ${wentWell(made).ms} ms`);
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
  const pairs = Object.values(ports).map((port) => `127.0.0.1:${port}`);
  hub = await startHub({
    args: ['--plugins', pairs.join(), '--seed', '2016', '--scale', '0.001', '--rollout-minutes', '0'],
  });
  const passwords = await demoPasswords(hub.dataDir);
  const command = join(outsider.folder, 'my-entity/node_modules/citygraph/bin/citygraph.js');
  const signedIn = async (person: string): Promise<AtTheDesk> => {
    const desk = await openDeskAt(hub.origin, command);
    went(await desk.signIn(person, passwords[person] ?? ''));
    return desk;
  };
  [satelliteMaker, iovMaker, admin, officer] = (await Promise.all(
    ['vendor-satellite', 'vendor-iov', 'admin', 'approval-officer'].map(signedIn),
  )) as [AtTheDesk, AtTheDesk, AtTheDesk, AtTheDesk];
  // The service that the REST template is put before.
  garages = createServer((_, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify([{ id: 'g1', name: 'East garage', free: 7 }]));
  });
  await new Promise<void>((resolve) => garages.listen(0, '127.0.0.1', resolve));
}, 400_000);
afterAll(async () => {
  await Promise.all([satelliteMaker, iovMaker, admin, officer].map((desk) => desk?.close()));
  await hub?.close();
  await outsider?.close();
  garages?.close();
});

/** The packages that the first project installed are the others' as well. */
const withPackages = (folder: string): Promise<void> =>
  symlink(join(outsider.folder, 'my-entity/node_modules'), join(outsider.folder, folder, 'node_modules'));

describe('a template, as it was written', () => {
  it.each([
    {
      template: 'entity' as const,
      flags: [],
      question: '{ adminDivision(code: "220104") { name myentity_reading { value } } }',
      // The sum of the code's characters, modulo a hundred.
      answer: { adminDivision: { name: '朝阳区', myentity_reading: { value: 97 } } },
    },
    {
      template: 'standalone' as const,
      flags: ['--template', 'standalone'],
      question: '{ mystandalone_station(id: "west") { name capacity } }',
      answer: { mystandalone_station: { name: 'West gate', capacity: 20 } },
    },
    {
      template: 'rest' as const,
      flags: ['--openapi', OPENAPI],
      question: '{ myrest_listGarages { id name free } }',
      answer: { myrest_listGarages: [{ id: 'g1', name: 'East garage', free: 7 }] },
    },
  ])(
    'of kind $template is checked, published, and asked in the sandbox',
    async ({ template, flags, question, answer }) => {
      const folder = `my-${template}`;
      const publisher = `${template}-lab`;
      const project: VendorProject = { folder, publisher, namespace: `my${template}`, port: ports[template] };
      if (template !== 'entity') {
        const create = ['create', '--yes', 'citygraph-plugin@latest', folder, '--', ...flags];
        wentWell(await outsider.run('npm', [...create, '--publisher', publisher, '--yes', '--no-install']));
        await withPackages(folder);
      }
      await becomePublisher(satelliteMaker, project);
      await servedHere(outsider, project);
      const at = join(outsider.folder, folder);
      const { hopKeys, checkedMs, publishedMs } = await toTheSandbox(satelliteMaker, at);
      const address = garages.address();
      const server = await serve(outsider, project, {
        hub: hub.origin,
        hopKeys,
        SERVICE_URL: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
      });
      const asked = await soon(
        () => hub.ask(question, {}, { as: 'vendor-satellite', ...SANDBOX }),
        ({ errors }) => errors.length === 0,
      );
      expect(asked.data).toEqual(answer);
      if (template === 'entity') {
        await writesTypes(folder, at);
        await publishedByItsPipeline(at);
      }
      expect(codesOf(await hub.ask(question, {}, { as: 'vendor-satellite' }))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      console.info(`template ${template}: checked in ${checkedMs} ms, in the sandbox ${publishedMs} ms after publish`);
      await server.interrupt();
    },
    300_000,
  );
});

/** The hub's schema of now as TypeScript, by which the plugin is checked from then on. */
async function writesTypes(folder: string, at: string): Promise<void> {
  const fetched = await satelliteMaker.citygraphIn(at, 'schema', 'fetch', '--types', 'src/city.ts');
  expect(went<{ file: string }>(fetched)).toMatchObject({ file: 'src/city.ts' });
  const types = await readFile(join(at, 'src/city.ts'), 'utf8');
  expect(types).toContain('AdminDivisionReference');
  wentWell(await outsider.run('npm', ['run', 'types'], folder));
}

/** The template's own pipeline, with the variable that it names: a key publishes the next release where nobody is signed in, until it is revoked. */
async function publishedByItsPipeline(at: string): Promise<void> {
  const { id, key, secret } = went<{ id: string; key: string; secret: string }>(
    await satelliteMaker.citygraphIn(at, 'workload', 'create', '--name', 'github'),
  );
  const file = await readFile(join(at, '.github/workflows/plugin.yml'), 'utf8');
  const [, line = ''] = /run: npx citygraph (plugin publish .+)/.exec(file) ?? [];
  expect(file).toContain(`${secret}: \${{ secrets.${secret} }}`);
  const pipeline = (...argv: string[]) => satelliteMaker.inAPipeline(at, { [secret]: key }, ...argv);
  const { publish }: { publish: { script: string[] } } = parse(await readFile(join(at, '.gitlab-ci.yml'), 'utf8'));
  const [ofGitlab = ''] = publish.script.map((one) => one.replace(/^npx citygraph /, ''));
  await nextVersion(at, '0.1.1');
  expect(went(await pipeline(...ofGitlab.split(' ')))).toMatchObject({ isRepeat: false });
  await nextVersion(at, '0.2.0');
  const published = await pipeline(...line.trim().split(' '));
  expect(went(published)).toMatchObject({ isRepeat: false, serving: { state: 'SERVING' } });
  expect(went(await pipeline('plugin', 'status'))).toMatchObject({
    releases: expect.arrayContaining([expect.objectContaining({ version: '0.2.0', published: 'SERVING' })]),
  });
  for (const line of [
    ['plugin', 'key'],
    ['workload', 'create'],
    ['publisher', 'members', 'entity-lab', '--invite', 'somebody'],
  ]) {
    expect([line, await pipeline(...line)]).toMatchObject([line, { exit: 4, error: { code: 'UNAUTHENTICATED' } }]);
  }
  went(await satelliteMaker.citygraphIn(at, 'workload', 'revoke', id, '--yes'));
  await nextVersion(at, '0.3.0');
  expect(await pipeline('plugin', 'publish')).toMatchObject({
    exit: 4,
    error: { code: 'UNAUTHENTICATED', message: expect.stringContaining('was revoked on') },
  });
  const acts = went<{ act: string; actor: string }[]>(await admin.citygraph('admin', 'audit', '--last', '20'));
  expect(JSON.stringify(acts)).toContain(`citygraph:workload:${id}`);
  console.info(`a pipeline's release, published and serving: ${published.ms} ms`);
}

async function nextVersion(at: string, version: string): Promise<void> {
  const file = join(at, 'citygraph.yaml');
  const manifest = await readFile(file, 'utf8');
  await writeFile(file, manifest.replace(/^version: .+$/m, `version: ${version}`));
}

/** Puts what the vendor wrote in place of what `plugin init` wrote, with the vendor's own packages; their tests hold there, and their types. */
async function layOver(name: string): Promise<void> {
  const [from, to] = [join(HOUSE, 'examples/plugins', name), join(outsider.folder, name)];
  await Promise.all(['src', 'test'].map((part) => rm(join(to, part), { recursive: true })));
  await cp(from, to, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  for (const words of [['install'], ['run', 'types'], ['test']]) wentWell(await outsider.run('npm', words, name));
}

const namesIn = (claims: string): string[] => claims.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

interface Waiting {
  readonly kind: string;
  readonly id: string;
  readonly what: string;
  readonly asker: string;
}
const queueOf = async (person: AtTheDesk): Promise<Waiting[]> => went(await person.citygraph('admin', 'queue'));

/** `plugin init`, the vendor's own sources, a publisher with a licence, and names that were granted. */
async function settled(maker: AtTheDesk, project: VendorProject, entity: string): Promise<string> {
  const { folder, publisher, uscc = '', claims = [] } = project;
  const init = ['plugin', 'init', folder, '--entity', entity, '--publisher', publisher, '--no-install'];
  went(await maker.citygraphIn(outsider.folder, ...init));
  await layOver(folder);
  await servedHere(outsider, project);
  await becomePublisher(maker, project);
  for (const name of claims) {
    const why = ['--reason', 'The city’s own word for what is shown.'];
    went(await maker.citygraph('publisher', 'claim', publisher, name, ...why), 5);
  }
  const waiting = await queueOf(admin);
  expect(waiting.filter(({ kind }) => kind === 'name').map(({ what }) => what)).toEqual(
    expect.arrayContaining([...claims]),
  );
  expect(waiting).toContainEqual(expect.objectContaining({ kind: 'licence', id: publisher, what: uscc }));
  for (const { id } of waiting.filter(({ kind }) => kind === 'name')) {
    went(await admin.citygraph('admin', 'approve', id, '--reason', 'Nobody else asked for it.', '--yes'));
  }
  went(await admin.citygraph('admin', 'approve', publisher, '--uscc', uscc, '--yes'));
  expect(await queueOf(admin)).toEqual([]);
  return join(outsider.folder, folder);
}

/** Asks for what the manifest declares; the officer whose agency owns it decides, and the administrator in the stead of the other agencies. */
async function granted(maker: AtTheDesk, at: string, ...terms: string[]): Promise<string[]> {
  const asked = went<{ id: string }[]>(await maker.citygraphIn(at, 'grant', 'request', '--until', UNTIL), 5);
  const grantsBefore = async (person: AtTheDesk): Promise<string[]> =>
    (await queueOf(person)).filter(({ kind }) => kind === 'grant').map(({ id }) => id);
  const waiting = await grantsBefore(admin);
  expect([...waiting].sort()).toEqual(asked.map(({ id }) => id).sort());
  const ofOfficer = await grantsBefore(officer);
  expect(ofOfficer.length).toBeGreaterThan(0);
  for (const id of waiting) {
    const person = ofOfficer.includes(id) ? officer : admin;
    expect(went(await person.citygraph('admin', 'approve', id, ...terms, '--yes'))).toMatchObject({ status: 'ACTIVE' });
  }
  return waiting;
}

/** Asks for everything for a second purpose, is offered a part, and agrees to it. */
async function offeredLess(maker: AtTheDesk, at: string): Promise<void> {
  const terms = ['--purpose', 'emergency-response', '--retention-days', '0', '--until', UNTIL];
  const why = ['--reason', 'To tell the emergency service where a vehicle is, on a case.'];
  const [asked] = went<{ id: string }[]>(await maker.citygraphIn(at, 'grant', 'request', ...terms, ...why), 5);
  const id = asked?.id ?? '';
  expect(await maker.citygraph('admin', 'approve', id, '--yes')).toMatchObject({
    exit: 4,
    error: { code: 'FORBIDDEN' },
  });
  const part = ['--coordinate', 'Vehicle.owner', '--reason', 'Who asks is on duty: no key is needed.', '--no-consent'];
  expect(went(await officer.citygraph('admin', 'approve', id, ...part, '--yes'), 5)).toMatchObject({
    status: 'OFFERED',
  });
  expect(went(await maker.citygraph('grant', 'accept', id))).toMatchObject({
    status: 'ACTIVE',
    coordinates: ['Vehicle.owner'],
  });
}

/** Hands the release in; these approve it, one after the other; a quarter tries it, and then everybody has it. */
async function toStable(maker: AtTheDesk, at: string, approvers: readonly AtTheDesk[]): Promise<void> {
  went(await maker.citygraphIn(at, 'plugin', 'submit', '--note', 'The first release'), 5);
  for (const [index, person] of approvers.entries()) {
    const [review] = (await queueOf(person)).filter(({ kind }) => kind === 'review');
    const isLast = index === approvers.length - 1;
    went(await person.citygraph('admin', 'approve', review?.id ?? '', '--yes'), isLast ? 0 : 5);
  }
  for (const percent of ['25', '50'])
    went(await maker.citygraphIn(at, 'release', 'rollout', '--percent', percent, '--wait'));
  went(await maker.citygraphIn(at, 'release', 'promote', '--yes', '--wait'));
}

describe('a vendor whose plugin is sent what others own', () => {
  it('satellite comes from plugin init to everybody, and a farmer sees how green the plots are', async () => {
    const begun = performance.now();
    const project: VendorProject = {
      folder: 'satellite',
      publisher: 'beihu-rs',
      namespace: 'satellite',
      port: ports.satellite,
      uscc: '91220100MA1C50015X',
      claims: namesIn(await readFile(join(HOUSE, 'examples/plugins/satellite/claims.txt'), 'utf8')),
    };
    const at = await settled(satelliteMaker, project, 'Parcel');
    const { hopKeys, checkedMs, publishedMs } = await toTheSandbox(satelliteMaker, at, project.claims);
    await serve(outsider, project, { hub: hub.origin, hopKeys });
    const tried = () => hub.ask(PARCEL, { code: field?.realEstateUnitCode }, { as: 'vendor-satellite', ...SANDBOX });
    const without = await tried();
    expect(codesOf(without)).toEqual(['GRANT_REQUIRED']);
    expect(without.data).toEqual({ parcel: { areaM2: field?.areaM2, ndvi: null } });
    // A boundary is about land: nobody has to consent.
    await granted(satelliteMaker, at, '--no-consent');
    // Nobody has looked at the release yet: what was granted reaches it once people said yes to it.
    expect(codesOf(await tried())).toEqual(['GRANT_REQUIRED']);
    await toStable(satelliteMaker, at, [admin]);
    await soon(tried, ({ errors }) => errors.length === 0);
    const answer = await soon(() => hub.ask(PLOTS, {}, { as: 'farmer' }), isGreen);
    for (const { parcel } of plotsOf(answer)) {
      expect(parcel.areaM2).toBe(city.parcels.find(({ id }) => id === parcel.id)?.areaM2);
      expect(parcel.ndvi?.map(({ on }) => on)).toEqual(expect.arrayContaining(['2026-06-14', '2026-07-25']));
    }
    const ms = Math.round(performance.now() - begun);
    console.info(
      `satellite: checked in ${checkedMs} ms, in the sandbox ${publishedMs} ms after publish; init to stable ${ms} ms`,
    );
  }, 400_000);

  it('iov comes from plugin init to everybody, and an owner who consents sees the vehicle', async () => {
    const begun = performance.now();
    const project: VendorProject = {
      folder: 'iov',
      publisher: 'qihang-iov',
      namespace: 'iov',
      port: ports.iov,
      uscc: '91220100MA1C50023Q',
      claims: ['iov:ChargingStation'],
    };
    const at = await settled(iovMaker, project, 'Vehicle');
    const { hopKeys, checkedMs, publishedMs } = await toTheSandbox(iovMaker, at, project.claims);
    await serve(outsider, project, { hub: hub.origin, hopKeys });
    const grants = await granted(iovMaker, at);
    await offeredLess(iovMaker, at);
    // It is told who asks: two persons have to agree.
    await toStable(iovMaker, at, [admin, officer]);
    const ask = () => hub.ask(VEHICLES, {}, { as: owner.handle });
    const before = await soon(ask, (answer) => codesOf(answer).join() === 'CONSENT_REQUIRED');
    expect(before.data).toMatchObject({ me: { vehicles: [{ vin: owner.vin, iov_state: null, iov_position: null }] } });
    for (const grant of grants) {
      did(await hub.ask('mutation G($g: ID!) { giveConsent(grantId: $g) { id } }', { g: grant }, { as: owner.handle }));
    }
    const after = await soon(ask, ({ errors }) => errors.length === 0);
    expect(after.data).toMatchObject({
      me: {
        vehicles: [
          {
            vin: owner.vin,
            iov_state: { socPct: expect.any(Number), mileageKm: expect.any(Number) },
            iov_position: { point: { type: 'Point', coordinates: [expect.any(Number), expect.any(Number)] } },
          },
        ],
      },
    });
    const ms = Math.round(performance.now() - begun);
    console.info(
      `iov: checked in ${checkedMs} ms, in the sandbox ${publishedMs} ms after publish; init to stable ${ms} ms`,
    );
  }, 400_000);
});
