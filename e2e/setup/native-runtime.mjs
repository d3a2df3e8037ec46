import { createRequire, flushCompileCache, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Runtime from 'jest-runtime';

/**
 * Jest's runtime, except that Node itself loads a test and what it imports, as it does in production. A module is read, compiled and warm once in a worker, not
 * once in every file that imports it; only test files and what runs them (circus) begin anew. So a test must not change what a module keeps (ADR 40).
 */
export default class NativeRuntime extends Runtime {
  #transformer;

  constructor(config, environment, resolver, transformer, ...rest) {
    super(config, environment, resolver, transformer, ...rest);
    this.#transformer = transformer;
    underWay = this;
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  /** Jest asks so for the test file. The number makes it another module when a worker runs it again; the first time Node finds what it kept of it. */
  async unstable_importModule(path) {
    const run = (runs.get(path) ?? 0) + 1;
    runs.set(path, run);
    return import(`${pathToFileURL(path).href}?${run}`);
  }

  /** Jest asks so for circus, which keeps one file's tests. */
  requireInternalModule(path) {
    delete require.cache[path];
    return require(path);
  }

  teardown() {
    super.teardown();
    // All at once at its end would take a worker longer than Jest waits for it.
    flushCompileCache();
  }

  setGlobalsForRuntime(given) {
    super.setGlobalsForRuntime(given);
    globals = given;
  }

  /** By path and by URL: stacks name modules by URL. */
  getSourceMaps() {
    return sourceMaps;
  }

  /** A TypeScript file as JavaScript; Jest keeps what it transformed on disk. */
  compile(url) {
    const path = fileURLToPath(url);
    const { code, sourceMapPath } = this.#transformer.transform(path, FOR_NODE);
    if (sourceMapPath !== null) sourceMaps.set(path, sourceMapPath).set(url, sourceMapPath);
    return code;
  }
}

/** What Jest gave the file under way: `describe`, `it`, `expect`, ... */
export let globals;

const FOR_NODE = {
  collectCoverage: false,
  collectCoverageFrom: [],
  coverageProvider: 'v8',
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};
const JEST_GLOBALS = new URL('./jest-globals.mjs', import.meta.url).href;
const require = createRequire(import.meta.url);
const sourceMaps = new Map();
let underWay;
const runs = new Map();

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '@jest/globals') return { url: JEST_GLOBALS, shortCircuit: true };
    return nextResolve(specifier, { ...context, conditions: ['@citygraph/source', ...context.conditions] });
  },
  load(url, context, nextLoad) {
    if (!/^file:[^?]*\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) return nextLoad(url, context);
    return { format: 'module', source: underWay.compile(url), shortCircuit: true };
  },
});
