import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { citySchemaAnswer, MANIFEST, SDL, writeSmallCity } from './testing/a-plugin.ts';
import type { Desk } from './testing/desk.ts';
import { proveTable } from './testing/prove-table.ts';
import { READ_ONLY } from './testing/read-only.ts';

const manifest = (text: string) => (desk: Desk) => desk.write('citygraph.yaml', text);
const project = async (desk: Desk) => {
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
};
const bundle = { apiVersion: 'citygraph.dev/v1', plugin: 'aqi', version: '1.0.0', sdl: SDL, manifest: {}, digest: 'x' };

describe('a plugin’s folder that is not as it must be', () => {
  proveTable([
    {
      when: 'there is no manifest',
      argv: ['plugin', 'build'],
      code: 'NO_MANIFEST',
      exit: 3,
      says: /no citygraph\.yaml in /,
    },
    {
      when: 'there is no manifest to name the plugin',
      argv: ['release', 'list'],
      code: 'NO_MANIFEST',
      exit: 3,
      says: /no citygraph\.yaml/,
    },
    {
      when: 'the manifest that was named is not there',
      argv: ['plugin', 'build', '--manifest', 'other.yaml'],
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /other\.yaml cannot be read: ENOENT/,
    },
    {
      when: 'one flag needs another',
      argv: ['app', 'check', '--plugin', 'aqi'],
      code: 'USAGE',
      exit: 3,
      says: /--release/,
    },
    {
      when: 'a folder of code that is to be watched is none',
      argv: ['plugin', 'dev', '--watch', 'aqi', '--watch', 'schema.graphql'],
      set: async (desk) => {
        await project(desk);
        await mkdir(join(desk.folder, 'aqi'));
      },
      code: 'USAGE',
      exit: 3,
      says: /--watch is schema\.graphql, which is no folder/,
    },
    {
      when: 'the port of plugin dev is taken',
      argv: (desk) => ['plugin', 'dev', '--port', new URL(desk.hub.origin).port],
      set: project,
      code: 'USAGE',
      exit: 3,
      says: /Port \d+ is in use by another program: choose another with --port/,
    },
    {
      when: 'a new plugin is to be where nothing can be written',
      argv: ['plugin', 'init', 'aqi', '--no-install'],
      set: () => ({ cwd: READ_ONLY }),
      code: 'USAGE',
      exit: 3,
      says: /Nothing can be written in \/sys \(E(PERM|ACCES|ROFS)\): choose another folder/,
      after: async () => expect(await readdir(READ_ONLY)).not.toContain('aqi'),
    },
    {
      when: 'plugin dev may not keep the hub’s schema',
      argv: ['plugin', 'dev'],
      set: async (desk) => {
        await project(desk);
        await desk.write('node_modules/@citygraph/plugin-testing/index.js', '');
        await desk.write('node_modules/@citygraph/plugin-testing/package.json', '{"type":"module","main":"index.js"}');
        await symlink(READ_ONLY, join(desk.folder, '.citygraph'));
        desk.hub.on('citySchema', citySchemaAnswer({ health: 'type Query { a: Int }' }));
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /schema cannot be written to \S+ \(E(PERM|ACCES|ROFS)\)/,
      after: (desk) => desk.nothingDone(),
    },
    ...['extends', 'mints'].map((list) => ({
      when: `the manifest says under ${list} what the document does not`,
      argv: ['plugin', 'check'],
      set: async (desk: Desk) => {
        await project(desk);
        const says =
          list === 'extends'
            ? MANIFEST.replace('[AdminDivision]', '[AdminDivision, Place]')
            : MANIFEST.replace('data: []', 'data: []\n  mints: [Place]');
        await desk.write('citygraph.yaml', says);
        await writeSmallCity(join(desk.folder, '.citygraph/schema'));
      },
      code: 'REFUSED',
      exit: 1,
      says: list === 'extends' ? /EXTENDS: .*Place/ : /MINTS_REFERENCE: .*Place/,
      at:
        list === 'extends'
          ? { file: 'citygraph.yaml', line: 9, column: 26 }
          : { file: 'citygraph.yaml', line: 16, column: 11 },
    })),
    {
      when: 'the manifest is no YAML',
      argv: ['plugin', 'build'],
      set: manifest('id: [a\nb'),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /^This is not YAML: [^:]*[.?]$/,
    },
    {
      when: 'the manifest says a key twice',
      argv: ['plugin', 'build'],
      set: manifest(`${MANIFEST}licence: MIT\n`),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /not YAML: .*unique/i,
    },
    {
      when: 'the manifest is half-written',
      argv: ['plugin', 'build'],
      set: manifest(MANIFEST.slice(0, 200)),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /is missing|not YAML/,
    },
    {
      when: 'the manifest is empty',
      argv: ['plugin', 'build'],
      set: manifest(''),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /must be a map/,
    },
    {
      when: 'the manifest multiplies itself',
      argv: ['plugin', 'build'],
      set: manifest(`a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n`),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /not YAML|must be|missing|not known/,
    },
    {
      when: 'a field of the manifest is mistyped',
      argv: ['plugin', 'build'],
      set: manifest(MANIFEST.replace('licence:', 'license:')),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /licen[sc]e/,
    },
    {
      when: 'a version is none',
      argv: ['plugin', 'build'],
      set: manifest(MANIFEST.replace('version: 1.0.0', 'version: one')),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /version/,
    },
    {
      when: 'the manifest has Windows’ ends of lines and a fault',
      argv: ['plugin', 'build'],
      set: manifest(MANIFEST.replace('namespace: aqi', 'namespace: A-Q').replaceAll('\n', '\r\n')),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /namespace/,
      at: { file: 'citygraph.yaml', line: 6, column: 1 },
    },
    {
      when: 'the document has Windows’ ends of lines and a fault',
      argv: ['plugin', 'check'],
      set: async (desk) => {
        await desk.write('citygraph.yaml', MANIFEST.replaceAll('\n', '\r\n'));
        await desk.write('schema.graphql', SDL.replace('aqi_index: Int', 'aqi_index: Int!').replaceAll('\n', '\r\n'));
        await writeSmallCity(join(desk.folder, '.citygraph/schema'));
      },
      code: 'REFUSED',
      exit: 1,
      says: /NONNULL: AdminDivision\.aqi_index is Int!/,
      at: { file: 'schema.graphql', line: 9, column: 3 },
    },
    {
      when: 'the granted names have Windows’ ends of lines, and the document uses another',
      argv: ['plugin', 'check'],
      set: async (desk) => {
        await desk.write('citygraph.yaml', MANIFEST);
        await desk.write(
          'citygraph.names.json',
          '{\r\n  "publisher": "airlab",\r\n  "names": ["AdminDivision.airQuality"]\r\n}\r\n',
        );
        await desk.write('schema.graphql', SDL.replace('aqi_index', 'dust').replaceAll('\n', '\r\n'));
        await writeSmallCity(join(desk.folder, '.citygraph/schema'));
      },
      code: 'REFUSED',
      exit: 1,
      says: /AdminDivision\.dust/,
      at: { file: 'schema.graphql', line: 9, column: 3 },
    },
    {
      when: 'the document is not there',
      argv: ['plugin', 'build'],
      set: manifest(MANIFEST),
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /schema\.graphql cannot be read: ENOENT/,
    },
    {
      when: 'the document is a folder',
      argv: ['plugin', 'build'],
      set: async (desk) => {
        await desk.write('citygraph.yaml', MANIFEST);
        await mkdir(join(desk.folder, 'schema.graphql'));
      },
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /it is no file/,
    },
    {
      when: 'the document is no text',
      argv: ['plugin', 'build'],
      set: async (desk) => {
        await desk.write('citygraph.yaml', MANIFEST);
        await desk.write('schema.graphql', new Uint8Array([0xff, 0xfe, 0x41]));
      },
      code: 'FILE_UNREADABLE',
      exit: 3,
      says: /not UTF-8/,
    },
    {
      when: 'the bundle cannot be written where a file is a folder',
      argv: ['plugin', 'build', '--out', 'taken/bundle.json'],
      set: async (desk) => {
        await project(desk);
        await desk.write('taken', '');
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /cannot be written: (ENOTDIR|EEXIST)\. Nothing was changed/,
    },
    {
      when: 'the bundle cannot be written over a folder',
      argv: ['plugin', 'build', '--out', 'taken'],
      set: async (desk) => {
        await project(desk);
        await mkdir(join(desk.folder, 'taken'));
        await desk.write('taken/file', '');
      },
      code: 'FILE_UNWRITABLE',
      exit: 3,
      says: /cannot be written/,
    },
    {
      when: 'a bundle is half-written',
      argv: ['plugin', 'publish', '--bundle', 'b.json'],
      set: (desk) => desk.write('b.json', '{"sdl":'),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /b\.json is no bundle/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a bundle has no manifest',
      argv: ['plugin', 'publish', '--bundle', 'b.json'],
      set: (desk) => desk.write('b.json', JSON.stringify(bundle)),
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /no bundle/,
      after: (desk) => desk.nothingDone(),
    },
    {
      when: 'a bundle was changed after it was built',
      argv: ['plugin', 'publish', '--bundle', 'b.json'],
      set: async (desk) => {
        await project(desk);
        await desk.run(['plugin', 'build', '--out', 'b.json']);
        await desk.write('b.json', (await desk.read('b.json')).replace('The index of today', 'The index of now'));
      },
      code: 'MANIFEST_INVALID',
      exit: 3,
      says: /changed after it was built/,
      after: (desk) => desk.nothingDone(),
    },
  ]);
});
