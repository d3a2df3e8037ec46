import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Runtime from 'jest-runtime';

/**
 * Jest's runtime, except that Node itself loads the tests and what they import: modules live as long as the worker and are compiled once, not once for every
 * file that imports them. What Jest brings (circus, expect) still runs in a context of its own for each file.
 */

/** Of the file under way. A worker runs one at a time. */
let current;
let files = 0;
const require = createRequire(import.meta.url);
const GLOBALS = new URL('./jest-globals.mjs', import.meta.url).href;

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier === '@jest/globals') return { url: GLOBALS, shortCircuit: true };
    return nextResolve(specifier, { ...context, conditions: ['@citygraph/source', ...(context.conditions ?? [])] });
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !/\.ts(\?|$)/.test(url) || url.includes('/node_modules/')) return nextLoad(url, context);
    return { format: 'module', source: current.sourceOf(fileURLToPath(url), url), shortCircuit: true };
  },
});

const sourceMaps = new Map();

export default class NativeRuntime extends Runtime {
  #transformer;

  constructor(config, environment, resolver, transformer, ...rest) {
    super(config, environment, resolver, transformer, ...rest);
    this.#transformer = transformer;
    current = this;
  }

  setGlobalsForRuntime(globals) {
    super.setGlobalsForRuntime(globals);
    globalThis[Symbol.for('citygraph.jest')] = globals;
  }

  requireInternalModule(path) {
    delete require.cache[path];
    return require(path);
  }

  unstable_shouldLoadAsEsm() {
    return true;
  }

  async unstable_importModule(path) {
    return import(`${pathToFileURL(path).href}?${++files}`);
  }

  getSourceMaps() {
    return sourceMaps;
  }

  sourceOf(path, url) {
    const { code, sourceMapPath } = this.#transformer.transform(path, {
      collectCoverage: false,
      collectCoverageFrom: [],
      coverageProvider: 'v8',
      supportsDynamicImport: true,
      supportsExportNamespaceFrom: true,
      supportsStaticESM: true,
      supportsTopLevelAwait: true,
      isInternalModule: false,
    });
    if (sourceMapPath) sourceMaps.set(path, sourceMapPath).set(url, sourceMapPath);
    return code;
  }
}
