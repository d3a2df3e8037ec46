import swc from '@swc/jest';

/**
 * A transformer for Jest that leaves lines of the house out: `CITYGRAPH_WITHOUT='[{"file":"gateway/src/…","line":"…"}]'`, each without its indentation.
 * What a test is worth shows where the line that it is about is missing (`npm run soak named-lines`).
 */
export default {
  createTransformer(options) {
    const transformer = swc.createTransformer(options);
    const lines = JSON.parse(process.env.CITYGRAPH_WITHOUT);
    const cut = (source, path) =>
      lines
        .filter(({ file }) => path.endsWith(`/${file}`))
        .reduce((text, { line }) => without(text, line, path), source);
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
