import { readFile, rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  digestOfPayload,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  readSigningKey,
  type SigningKey,
  StartError,
  signDocument,
  verifyDocument,
} from '@citygraph/contract';
import { readNamed, readPublicKeys, readSecret } from '../../read-key-files.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { describePolicy, diffPolicies } from './describe-policy.ts';
import { bundleOf } from './written-policy.ts';

export const POLICY_USAGE = `Usage: citygraph-gateway policy sign <policy.yaml> --key <private key, PEM> --out <bundle.json> [--previous <bundle.json> [--keys <JWK or JWKS>]] [--subject-secret <file>]
       citygraph-gateway policy show <bundle.json> [--keys <JWK or JWKS>] [--json]
       citygraph-gateway policy diff <bundle.json> <bundle.json> [--keys <JWK or JWKS>] [--json]
       citygraph-gateway policy keys --key <private key, PEM>`;

const FLAGS = {
  key: { type: 'string' },
  keys: { type: 'string' },
  out: { type: 'string' },
  previous: { type: 'string' },
  'subject-secret': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Print = (line: string) => void;

/** Makes and inspects policy bundles. Answers the exit code: 0 done, 1 a bundle that cannot be used, 3 a wrong setting. */
export async function runPolicyCommand(argv: readonly string[], print: Print, complain: Print): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    const [verb, ...files] = positionals;
    if (values.help) print(POLICY_USAGE);
    else if (verb === 'sign') await sign(files, values, print);
    else if (verb === 'show') await show(files, values, print);
    else if (verb === 'diff') await diff(files, values, print);
    else if (verb === 'keys') await keys(values, print);
    else throw new StartError(`Say sign, show, diff or keys.\n${POLICY_USAGE}`);
    return 0;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return error instanceof StartError ? 3 : 1;
  }
}

type Values = ReturnType<typeof readArguments>['values'];

function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n${POLICY_USAGE}`);
  }
}

/** The version is the one after `--previous`, or 1: a gateway takes only what is newer. The bundle before must be signed by `--keys`, or by the same key: a version that anybody wrote there would be the last one ever taken. */
async function sign(files: readonly string[], values: Values, print: Print): Promise<void> {
  const [file] = exactly(files, 1);
  const out = needed(values.out, '--out');
  const key = await readSigningKey(await readNamed(needed(values.key, '--key'), '--key')).catch((error: unknown) => {
    if (error instanceof StartError) throw error;
    throw new StartError(
      'The file that --key names holds no Ed25519 key. Make one with `openssl genpkey -algorithm ed25519`.',
    );
  });
  const secret = values['subject-secret'];
  const previous =
    values.previous === undefined
      ? null
      : await readBundleFile(values.previous, (await keysIn(values.keys)) ?? [key.publicJwk]);
  const bundle = readBundle(
    bundleOf(await readNamed(file, 'policy'), {
      version: (previous?.version ?? 0) + 1,
      now: new Date(),
      subjectSecret: secret === undefined ? null : await readSecret(secret, '--subject-secret'),
    }),
  );
  await replaceFile(out, `${JSON.stringify(signDocument(POLICY_BUNDLE_TYPE, bundle, [key]))}\n`);
  print(`Version ${bundle.version}, signed with ${key.kid}: ${out}`);
}

async function show(files: readonly string[], { keys: keysFile, json }: Values, print: Print): Promise<void> {
  const [file] = exactly(files, 1);
  const bundle = await readBundleFile(file, await keysIn(keysFile));
  if (json) {
    print(JSON.stringify(bundle));
    return;
  }
  for (const line of describePolicy(bundle)) print(line);
  print(`Digest ${digestOfPayload(bundle)}`);
  print(keysFile === undefined ? 'Its signature was not checked: give --keys.' : 'Its signature is good.');
}

async function diff(files: readonly string[], { keys: keysFile, json }: Values, print: Print): Promise<void> {
  const [before, after] = exactly(files, 2);
  const keys = await keysIn(keysFile);
  const lines = diffPolicies(await readBundleFile(before, keys), await readBundleFile(after ?? '', keys));
  if (json) print(JSON.stringify(lines));
  else for (const line of lines) print(line);
}

/** The public half, as gateways want it. */
async function keys({ key }: Values, print: Print): Promise<void> {
  const { publicJwk } = await readSigningKey(await readNamed(needed(key, '--key'), '--key'));
  print(JSON.stringify({ keys: [publicJwk] }));
}

async function keysIn(file: string | undefined): Promise<readonly SigningKey['publicJwk'][] | undefined> {
  return file === undefined ? undefined : readPublicKeys(file, '--keys');
}

/** Without keys it is read as it is. */
async function readBundleFile(path: string, keys?: readonly SigningKey['publicJwk'][]): Promise<PolicyBundle> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new StartError(
      error instanceof SyntaxError ? `The bundle ${path} is not JSON.` : `The bundle ${path} cannot be read.`,
    );
  }
  try {
    if (keys === undefined) return readBundle((document as { payload?: unknown } | null)?.payload);
    return readBundle(verifyDocument(document, POLICY_BUNDLE_TYPE, keys));
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new Error(`The bundle ${path} cannot be used: ${error instanceof Error ? error.message : error}.`);
  }
}

/** Gateways follow the file: they must never see half of it. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.new`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch {
    throw new StartError(`The file ${path} cannot be written.`);
  }
}

function exactly(files: readonly string[], count: 1 | 2): readonly [string, ...string[]] {
  const [first, ...others] = files;
  if (first === undefined || files.length !== count) {
    throw new StartError(`Name ${count === 1 ? 'one file' : 'two files'}.\n${POLICY_USAGE}`);
  }
  return [first, ...others];
}

function needed(value: string | undefined, flag: string): string {
  if (value === undefined) throw new StartError(`${flag} is missing.\n${POLICY_USAGE}`);
  return value;
}
