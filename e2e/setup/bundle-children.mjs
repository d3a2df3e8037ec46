import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * `node e2e/setup/bundle-children.mjs <folder> <file.ts>…`: makes of each file a program in the folder, `<file>.mjs`, with all that it imports. For processes that a test starts
 * hundreds of times: Node needs a second or three to find a thousand modules one by one, however well it keeps them. A thread's file beside its starter's is found there as well.
 */
const [folder, ...files] = process.argv.slice(2);
const bundle = await rolldown({
  input: Object.fromEntries(files.map((file) => [basename(file, '.ts'), file])),
  platform: 'node',
  external: ['better-sqlite3'],
  resolve: { conditionNames: ['@citygraph/source', 'node', 'import', 'default'] },
  // As in jest.config.mjs.
  transform: {
    target: 'es2024',
    decorator: { legacy: true },
    assumptions: { setPublicClassFields: true },
    typescript: { removeClassFieldsWithoutInitializer: true },
  },
  treeshake: false,
  logLevel: 'silent',
});
await bundle.write({ dir: folder, format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' });
