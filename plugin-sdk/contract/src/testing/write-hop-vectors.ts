import { writeFileSync } from 'node:fs';
import { HOP_VECTORS } from './hop-vectors.ts';

/** `node plugin-sdk/contract/src/testing/write-hop-vectors.ts` writes `vectors/hop.json` anew; `biome check --write` brings it into the house's form. */
writeFileSync(new URL('../../vectors/hop.json', import.meta.url), `${JSON.stringify(HOP_VECTORS, null, 2)}\n`);
