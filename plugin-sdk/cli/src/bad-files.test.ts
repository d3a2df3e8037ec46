import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { citySchemaAnswer, MANIFEST, SDL, writeSmallCity } from './testing/a-plugin.ts';
import type { Desk } from './testing/desk.ts';
import { proveTable } from './testing/prove-table.ts';
import { READ_ONLY } from './testing/read-only.ts';

const settings = (desk: Desk) => join(desk.home, '.config/citygraph');
const writeSettings = async (desk: Desk, file: string, text: string, mode = 0o600) => {
  await mkdir(settings(desk), { recursive: true });
  await writeFile(join(settings(desk), file), text, { mode });
};
const manifest = (text: string) => (desk: Desk) => desk.write('citygraph.yaml', text);
const project = async (desk: Desk) => {
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
};
const city = (desk: Desk) => writeSmallCity(join(desk.folder, '.citygraph/schema'));
const whoami = ['auth', 'whoami'];

describe('files that are not as they must be', () => {
  proveTable([
    {
      when: 'the settings are half-written',
      argv: whoami,
      set: (desk) => writeSettings(desk, 'config.json', '{"current":"de'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /config\.json was changed or damaged/,
    },
    {
      when: 'the settings are something else',
      argv: whoami,
      set: (desk) => writeSettings(desk, 'config.json', '[1, 2]'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /config\.json/,
    },
    {
      when: 'a profile has no hub',
      argv: whoami,
      set: (desk) => writeSettings(desk, 'config.json', '{"current":"default","profiles":{"default":{}}}'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /config\.json/,
    },
    {
      when: 'the sign-in is half-written',
      argv: whoami,
      set: (desk) => writeSettings(desk, 'credentials.json', '{"profiles":'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /credentials\.json/,
    },
    {
      when: 'the sign-in lacks its token',
      argv: whoami,
      set: (desk) => writeSettings(desk, 'credentials.json', '{"profiles":{"default":{"hub":"https://a"}}}'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /credentials\.json/,
    },
    {
      when: 'others may read the sign-in',
      argv: whoami,
      set: async (desk) => {
        await desk.signIn();
        await chmod(join(settings(desk), 'credentials.json'), 0o644);
      },
      code: 'SETTINGS_EXPOSED',
      exit: 3,
      says: /Others may read .*credentials\.json \(mode 644\)/,
    },
    {
      when: 'the group may read the sign-in',
      argv: whoami,
      set: async (desk) => {
        await desk.signIn();
        await chmod(join(settings(desk), 'credentials.json'), 0o640);
      },
      code: 'SETTINGS_EXPOSED',
      exit: 3,
      says: /mode 640/,
    },
    {
      when: 'the settings’ folder is a file',
      argv: ['auth', 'login'],
      set: async (desk) => {
        await mkdir(join(desk.home, '.config'));
        await writeFile(settings(desk), '');
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /cannot be written: (ENOTDIR|EEXIST)/,
      after: nobodyWasAsked,
    },
    {
      when: 'the settings’ folder is read-only',
      argv: ['auth', 'login'],
      set: () => ({ env: { XDG_CONFIG_HOME: READ_ONLY } }),
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /citygraph cannot be written: E(PERM|ACCES|ROFS)\. Nothing was changed/,
      after: nobodyWasAsked,
    },
    {
      when: 'the profile of before is damaged, and somebody signs in anew',
      argv: ['auth', 'login'],
      set: (desk) => writeSettings(desk, 'config.json', '{"current":"de'),
      code: 'SETTINGS_BROKEN',
      exit: 3,
      says: /config\.json was changed or damaged/,
      after: nobodyWasAsked,
    },
    {
      when: 'another command holds the sign-in',
      argv: ['auth', 'logout'],
      set: async (desk) => {
        await desk.signIn();
        await writeFile(join(settings(desk), 'credentials.json.lock'), '');
      },
      code: 'BUSY',
      exit: 3,
      says: /Another citygraph command holds/,
    },
    {
      when: 'there is no snapshot of the city',
      argv: ['plugin', 'check'],
      set: project,
      code: 'NO_SCHEMA',
      exit: 3,
      says: /\.citygraph\/schema\/city\.json cannot be read \(ENOENT\)/,
    },
    {
      when: 'the snapshot is half-written',
      argv: ['plugin', 'check'],
      set: async (desk) => {
        await project(desk);
        await city(desk);
        await desk.write('.citygraph/schema/city.json', '{"version"');
      },
      code: 'NO_SCHEMA',
      exit: 3,
      says: /city\.json is not JSON/,
    },
    {
      when: 'somebody changed the snapshot',
      argv: ['schema', 'explain', 'Query'],
      set: async (desk) => {
        await city(desk);
        await desk.write('.citygraph/schema/health.graphql', 'type Query { a: Int }');
      },
      code: 'NO_SCHEMA',
      exit: 3,
      says: /health is not the document that its digest/,
    },
    {
      when: 'the snapshot’s place holds other things',
      argv: ['schema', 'fetch', '--schema', 'src'],
      set: async (desk) => {
        await desk.write('src/index.ts', '');
        desk.hub.on('citySchema', citySchemaAnswer({ health: 'type Query { a: Int }' }));
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /src holds index\.ts/,
      after: async (desk) => expect(await desk.read('src/index.ts')).toBe(''),
    },
    {
      when: 'the snapshot’s place is a file',
      argv: ['schema', 'fetch', '--schema', 'taken'],
      set: async (desk) => {
        await desk.write('taken', 'x');
        desk.hub.on('citySchema', citySchemaAnswer({ health: 'type Query { a: Int }' }));
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /taken \(ENOTDIR\)/,
    },
    {
      when: 'a coordinate is not in the city',
      argv: ['schema', 'explain', 'AdminDivison.name'],
      set: city,
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no AdminDivison\.name here/,
    },
    {
      when: 'there are no documents',
      argv: ['app', 'check'],
      set: (desk) => desk.write('src/index.ts', ''),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /src holds no \.graphql files/,
    },
    {
      when: 'there is no folder of documents',
      argv: ['app', 'push', 'app-air'],
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /src cannot be read: ENOENT/,
    },
    {
      when: 'a document is no GraphQL',
      argv: ['app', 'push', 'app-air'],
      set: introspected({ 'src/a.graphql': '{ adminDivision(' }),
      code: 'REFUSED',
      exit: 1,
      says: /1 document or place in one is wrong.*Syntax Error/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a document asks what is not there',
      argv: ['app', 'push', 'app-air'],
      set: introspected({ 'src/a.graphql': '{ nothing }' }),
      code: 'REFUSED',
      exit: 1,
      says: /Cannot query field "nothing"/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a document with Windows’ ends of lines asks what is not there',
      argv: ['app', 'push', 'app-air'],
      set: introspected({ 'src/a.graphql': '{\r\n  me { id }\r\n  nothing\r\n}\r\n' }),
      code: 'REFUSED',
      exit: 1,
      says: /Cannot query field "nothing"/,
      at: { file: 'src/a.graphql', line: 3, column: 3 },
    },
    {
      when: 'a document asks what a release takes away that some clients have already',
      argv: ['app', 'check', 'app-air'],
      set: async (desk) => {
        await desk.write('src/a.graphql', '{ me { id } }');
        desk.hub.on('checkDocuments', { sequence: 7, next: 1, findings: [LOST_BY_ROLLOUT] });
      },
      code: 'REFUSED',
      exit: 1,
      says: /1 document or place in one is wrong.*Resident\.id is gone/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a ledger is not there',
      argv: ['ledger', 'verify', 'nowhere', '--keys', 'keys.json'],
      set: (desk) => desk.write('keys.json', KEYS),
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /nowhere cannot be read: ENOENT/,
    },
    {
      when: 'a ledger’s folder is empty',
      argv: ['ledger', 'verify', '.', '--keys', 'keys.json'],
      set: (desk) => desk.write('keys.json', KEYS),
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /no ledger-/,
    },
    {
      when: 'a ledger is half-written',
      argv: ['ledger', 'verify', 'ledger-00000001.jsonl', '--keys', 'keys.json'],
      set: async (desk) => {
        await desk.write('keys.json', KEYS);
        await desk.write('ledger-00000001.jsonl', '{"ledger":');
      },
      code: 'REFUSED',
      exit: 1,
      says: /not as it was written/,
    },
    {
      when: 'keys are private',
      argv: ['ledger', 'verify', '.', '--keys', 'keys.json'],
      set: (desk) => desk.write('keys.json', JSON.stringify({ ...JSON.parse(KEYS), d: 'secret' })),
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /holds no Ed25519 public keys/,
    },
    {
      when: 'keys are no keys',
      argv: ['ledger', 'verify', '.', '--keys', 'keys.json'],
      set: (desk) => desk.write('keys.json', 'hello'),
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /keys\.json holds no/,
    },
    {
      when: 'a link goes round',
      argv: ['plugin', 'build', '--manifest', 'loop'],
      set: (desk) => symlink('loop', join(desk.folder, 'loop')),
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /loop cannot be read: ELOOP/,
    },
    {
      when: 'the manifest declares nothing to ask for',
      argv: ['grant', 'request', '--until', '2027-01-01'],
      set: project,
      code: 'NOTHING_FOUND',
      exit: 3,
      says: /declares no data that needs a grant/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'the manifest does not say what internal data is for',
      argv: ['grant', 'request', '--until', '2027-01-01'],
      set: manifest(
        MANIFEST.replace('data: []', 'data: [{ class: S2, coordinate: Place.kind, reason: { zh: 选址, en: Siting } }]'),
      ),
      code: 'USAGE',
      exit: 3,
      says: /Place\.kind: give --purpose/,
      after: (desk) => desk.nothingDone(),
    },
  ]);
});

const LOST_BY_ROLLOUT = {
  document: 1,
  channel: 'ROLLOUT',
  operation: null,
  line: 1,
  column: 8,
  field: 'Resident.id',
  message: 'Resident.id is gone.',
  since: [{ subgraph: 'aqi', version: '2.0.0' }],
};

/** No sign-in was begun that could not be kept. */
function nobodyWasAsked(desk: Desk): void {
  expect(desk.hub.received.filter(({ path }) => path.endsWith('/device'))).toEqual([]);
}

const KEYS = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'a'.repeat(43), kid: 'one' });

function introspected(files: Readonly<Record<string, string>>) {
  return async (desk: Desk) => {
    for (const [file, text] of Object.entries(files)) await desk.write(file, text);
  };
}
