import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Workers, their threads and the processes that tests start load the same modules hundreds of times: Node keeps them compiled, and without their types.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url));
enableCompileCache();

/** One project per kind of test; the file's suffix decides: `.test.ts` pure, `.db.test.ts` database, `.e2e.ts` whole hub. */
const swc = [
  process.env.CITYGRAPH_WITHOUT === undefined ? '@swc/jest' : '<rootDir>/e2e/setup/without-line.mjs',
  {
    jsc: {
      target: 'es2024',
      parser: { syntax: 'typescript', decorators: true },
      experimental: { keepImportAttributes: true },
      transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    },
    module: { type: 'es6' },
  },
];

// While it watches, Jest loads modules itself (and wants --experimental-vm-modules): Node would keep what was edited.
const watches = process.argv.some((word) => word.startsWith('--watch'));
const runtime = watches ? {} : { runtime: '<rootDir>/e2e/setup/native-runtime.mjs' };

const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  displayName,
  testMatch,
  testEnvironment: 'node',
  ...runtime,
  testEnvironmentOptions: { customExportConditions: ['@citygraph/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': swc },
  modulePathIgnorePatterns: ['<rootDir>/(?!node_modules)([^/]+/){1,2}dist/', '<rootDir>/.citygraph/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/plugin-sdk/create/templates/', ...testPathIgnorePatterns],
});

export default {
  testTimeout: 60_000,
  // Jest leaves one core idle; on two that is half the machine.
  maxWorkers: '100%',
  // Test files are never let go (ESM), nor is what they leave behind: a worker that holds gigabytes stops for seconds to look through it, and others take that for a time-out.
  workerIdleMemoryLimit: '1GB',
  projects: [
    // Plugins of others bring a test runner of their own: deploy/all-in-one runs it.
    project(
      'unit',
      ['<rootDir>/**/*.test.ts'],
      ['\\.db\\.test\\.ts$', '\\.service\\.test\\.ts$', '/examples/plugins/[^/]+/'],
    ),
    project('db', ['<rootDir>/**/*.db.test.ts']),
    project('service', ['<rootDir>/**/*.service.test.ts']),
    project('e2e', ['<rootDir>/**/*.e2e.ts']),
  ],
};
