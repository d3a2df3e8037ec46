import swc from '@swc/jest';

/**
 * Jest's transformer with one line of one file left out, as CITYGRAPH_WITHOUT names it (`<path from the root>:<the line, trimmed>`): whoever claims that a case
 * proves a line must see it fail without (named-lines.json).
 */
export default {
  async createTransformer(options) {
    const inner = await swc.createTransformer(options);
    const wanted = process.env.CITYGRAPH_WITHOUT ?? '';
    const file = wanted.slice(0, wanted.indexOf(':'));
    const line = wanted.slice(wanted.indexOf(':') + 1);
    const without = (text, path) =>
      file !== '' && path.endsWith(`/${file}`)
        ? text
            .split('\n')
            .filter((one) => one.trim() !== line)
            .join('\n')
        : text;
    return {
      canInstrument: inner.canInstrument,
      process: (text, path, settings) => inner.process(without(text, path), path, settings),
      processAsync: async (text, path, settings) => inner.process(without(text, path), path, settings),
      getCacheKey: (text, path, settings) => inner.getCacheKey(without(text, path), path, settings),
    };
  },
};
