import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPages } from '../snippets/read-pages.ts';
import { readSnippets } from '../snippets/read-snippets.ts';
import { runChild } from './run-child.ts';

/** Runs the page's function over every vector and prints its verdicts. */
const DRIVER = `import base64, json, sys
from hop_signature import is_signed_by_hub
vectors = json.load(open(sys.argv[1], encoding="utf-8"))
raw = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
secrets = {one["keyId"]: raw(one["secret"]) for one in vectors["secrets"]}
print(json.dumps([is_signed_by_hub(c["request"]["method"], c["request"]["path"], c["request"]["headers"],
    c["request"]["body"].encode(), secrets, c["seconds"]) for c in vectors["cases"]]))
`;

export interface HopVerdicts {
  /** What the page's Python says of each vector. */
  readonly said: readonly boolean[];
  readonly expected: readonly boolean[];
}

/** The pages' Python, run in a folder over the contract's vectors. Throws where it cannot be run: nothing is proved then. */
export async function hopVerdicts(folder: string): Promise<HopVerdicts> {
  const snippets = readPages().flatMap(({ language, path, text }) =>
    language === 'en' ? readSnippets(path, text) : [],
  );
  const [snippet] = snippets.filter(({ language }) => language === 'python');
  await writeFile(join(folder, snippet?.is ?? ''), `${snippet?.text}\n`);
  await writeFile(join(folder, 'driver.py'), DRIVER);
  const vectors = fileURLToPath(new URL('../../../../plugin-sdk/contract/vectors/hop.json', import.meta.url));
  const { code, text } = await runChild('python3', ['driver.py', vectors], folder);
  if (code !== 0) throw new Error(`python3 ended with ${code}: ${text}`);
  const { cases } = JSON.parse(readFileSync(vectors, 'utf8')) as {
    cases: { accepted: boolean; because?: string }[];
  };
  return {
    said: JSON.parse(text) as boolean[],
    // What is wrong with a token alone is found later.
    expected: cases.map(({ accepted, because = '' }) => accepted || because.startsWith('The hop token')),
  };
}
