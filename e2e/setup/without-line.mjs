import swc from '@swc/jest';

/**
 * A transformer for Jest that leaves one line of the house out: `CITYGRAPH_WITHOUT='{"file":"gateway/src/…","line":"…"}'`, the line without its indentation.
 * What a test is worth shows where the line that it is about is missing (`npm run soak named-lines`).
 */
export default {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    const { file, line } = JSON.parse(process.env.CITYGRAPH_WITHOUT);
    const cut = (source, path) => (path.endsWith(`/${file}`) ? without(source, line, path) : source);
    return {
      ...transformer,
      process: (source, path, ...rest) => transformer.process(cut(source, path), path, ...rest),
      processAsync: (source, path, ...rest) => transformer.processAsync(cut(source, path), path, ...rest),
      getCacheKey: (source, path, ...rest) => transformer.getCacheKey(cut(source, path), path, ...rest),
    };
  },
};

function without(source, line, path) {
  const lines = source.split('\n');
  const at = lines.flatMap((text, index) => (text.trim() === line ? [index] : []));
  if (at.length !== 1) throw new Error(`${path} has ${at.length} lines that say ${line}`);
  // An empty line in its place: stacks still name the lines that are there.
  return lines.with(at[0], '').join('\n');
}
