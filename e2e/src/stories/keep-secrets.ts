import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createCity } from '@citygraph/city';
import { expect } from '@jest/globals';

interface Hub {
  readonly dataDir: string;
  /** Everything its processes printed. */
  output(): string;
  token(handle: string): Promise<string>;
}

/** Files that hold what is not the hub's own: data, evidence, programs. */
const OTHERS = new Set(['.sqlite', '.jsonl', '.log', '.lock']);
const LARGEST = 64 * 1024;
/** Shorter texts are found anywhere. */
const SHORTEST = 12;

/**
 * What a hub prints can be shown to anybody but for the demo people's passwords, which it prints once for each start: no key, secret or token of its folder, and nobody's identity
 * number. To be told after the stories: what nobody did, no log could tell of.
 */
export async function keepSecrets(hub: Hub): Promise<void> {
  const { passwords, secrets } = await secretsIn(hub.dataDir);
  const said = hub.output();
  const starts = said.split('CityGraph is ready').length - 1;
  expect(secrets.length).toBeGreaterThan(5);
  expect(Object.keys(passwords).length).toBeGreaterThan(5);
  const tokens = await Promise.all(['parent', 'admin', 'lender'].map((handle) => hub.token(handle)));
  const { seed, scale } = JSON.parse(await readFile(join(hub.dataDir, 'city.json'), 'utf8'));
  const identityNumbers = createCity({ seed, scale }).residents.map(({ idNumber }) => idNumber);
  const told = [
    ...secrets,
    ...tokens,
    ...tokens.map((token) => token.split('.')[2] ?? token),
    ...identityNumbers,
  ].filter((text) => said.includes(text));
  expect(told).toEqual([]);
  const repeated = Object.entries(passwords).filter(([, password]) => said.split(password).length - 1 > starts);
  expect(repeated.map(([handle]) => handle)).toEqual([]);
}

async function secretsIn(folder: string): Promise<{ passwords: Record<string, string>; secrets: string[] }> {
  const secrets = new Set<string>();
  let passwords: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || OTHERS.has(extname(entry.name)) || /-(wal|shm)$/.test(entry.name)) continue;
    const { mode, size } = await stat(path);
    // What everybody on the machine may read is no secret; that secrets are not so is another test's to say.
    if ((mode & 0o077) !== 0 || size > LARGEST) continue;
    const text = await readFile(path, 'utf8');
    if (entry.name === 'credentials.json') passwords = (JSON.parse(text) as { users: Record<string, string> }).users;
    for (const secret of extname(entry.name) === '.json' ? inJson(JSON.parse(text)) : inText(text)) secrets.add(secret);
  }
  const printed = new Set(Object.values(passwords));
  return { passwords, secrets: [...secrets].filter((secret) => !printed.has(secret)) };
}

/** The base64 of a PEM file, or a secret that is a file of its own. */
const inText = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST && /^[\w+/=-]+$/.test(line));

const SECRET_NAMES = /secret|password|token|^d$|^k$/i;

function inJson(value: unknown, isSecret = false): string[] {
  if (typeof value === 'string') return isSecret && value.length >= SHORTEST ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => inJson(inner, isSecret || SECRET_NAMES.test(name)));
}
