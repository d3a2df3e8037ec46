import { execFileSync } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { inProjects } from './jest-arguments.ts';

const house = fileURLToPath(new URL('../../', import.meta.url));

it('chooses files of the projects by what a person gave: npm run test:services -- <file>', () => {
  const listed = execFileSync(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--listTests'],
      ...inProjects(['db', 'service'], ['command-at-keycloak', 'read-manifest']),
    ],
    { cwd: house, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  // There are tests of read-manifest, and none of them is of these projects.
  expect(
    listed
      .trim()
      .split('\n')
      .filter((line) => line.endsWith('.ts'))
      .map((file) => relative(house, file)),
  ).toEqual(['e2e/src/command-at-keycloak.service.test.ts']);
});

it('leaves what stands behind -- behind it', () => {
  expect(inProjects(['e2e'], ['-t', 'one', '--', 'a.e2e.ts'])).toEqual([
    ...['-t', 'one', '--selectProjects', 'e2e', '--', 'a.e2e.ts'],
  ]);
});
