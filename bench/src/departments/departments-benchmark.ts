import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCity } from '@citygraph/city';
import {
  generateHopSecret,
  generateSigningKey,
  type SigningKey,
  signHopRequest,
  signHopToken,
} from '@citygraph/contract';
import type { Benchmark, Comparison } from '../benchmark.ts';
import { type Child, startChild } from '../child.ts';
import { type Batch, batchesOf } from './batches.ts';
import type { DepartmentInput } from './serve-department.ts';

const SCALE = 0.01;
const WARM_UP = 60;
const ROUNDS = 200;
/** Milliseconds of CPU that a department may take for a batch. */
const TARGET_MS = 15;
const SEED = fileURLToPath(new URL('../../../deploy/all-in-one/dist/seed.js', import.meta.url));

export const departmentsBenchmark: Benchmark = {
  name: 'departments',
  description: `CPU of a department for an entity batch of 100 representations, SQLite, ${SCALE * 100} % of the city's residents`,
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'citygraph-bench-'));
    try {
      await seed(folder);
      const key = await generateSigningKey();
      const comparisons: Comparison[] = [];
      for (const batch of batchesOf(createCity({ scale: SCALE }))) comparisons.push(await measure(batch, folder, key));
      return comparisons;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** The peer is what a gateway without batching would send: a request a representation. */
async function measure(batch: Batch, folder: string, key: SigningKey): Promise<Comparison> {
  const secret = generateHopSecret();
  const input: DepartmentInput = {
    name: batch.department,
    database: `sqlite:${join(folder, `${batch.department}.sqlite`)}`,
    key: key.publicJwk as Record<string, string>,
    secret: Buffer.from(secret).toString('base64url'),
  };
  const child: Child<{ url: string }> = await startChild('departments/serve-department.ts', input);
  try {
    const token = await signHopToken(key, { audience: batch.department, viewer: batch.viewer });
    let sequence = 0;
    const ask = async (representations: Batch['representations']): Promise<void> => {
      const url = child.said.url;
      const body = JSON.stringify({
        query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${batch.typename} { ${batch.selection} } } }`,
        variables: { r: representations.map((key) => ({ __typename: batch.typename, ...key })) },
      });
      const requestId = `bench-${sequence++}`;
      const headers = signHopRequest({ method: 'POST', url, body, token, requestId, keyId: 'bench-1', secret });
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json' },
      });
      assertWhole(await response.json(), representations.length, batch);
    };
    const { representations } = batch;
    const whole = async () => ask(representations);
    const oneByOne = async () => {
      for (const one of representations) await ask([one]);
    };
    for (let n = 0; n < WARM_UP; n++) await whole();
    const batched = await cpuMs(child, whole, ROUNDS);
    const single = await cpuMs(child, oneByOne, 5);
    const { rssMb } = await child.usage();
    const verdict = batched <= TARGET_MS ? `within ${TARGET_MS} ms` : `MORE than ${TARGET_MS} ms`;
    return {
      title: `${batch.department}: ${representations.length} × ${batch.typename} { ${batch.selection} }`,
      unit: 'ms',
      rows: [
        { name: 'a request a representation', value: single },
        { name: 'one batch', value: batched, note: `${verdict}, RSS ${rssMb.toFixed(0)} MB` },
      ],
    };
  } finally {
    await child.close();
  }
}

async function cpuMs(child: Child<unknown>, work: () => Promise<void>, rounds: number): Promise<number> {
  const before = await child.usage();
  for (let n = 0; n < rounds; n++) await work();
  const after = await child.usage();
  return ((after.cpuSeconds - before.cpuSeconds) / rounds) * 1000;
}

/** A refused or empty batch would be a fast one. */
function assertWhole(answer: unknown, count: number, { department }: Batch): void {
  const { data, errors } = answer as { data?: { _entities?: unknown[] }; errors?: { message: string }[] };
  if (errors?.length) throw new Error(`${department} answered: ${errors[0]?.message}`);
  if (data?._entities?.filter(Boolean).length !== count) throw new Error(`${department} did not answer every one.`);
}

async function seed(folder: string): Promise<void> {
  const child = spawn(process.execPath, [SEED, '--data', folder, '--scale', String(SCALE)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', (chunk) => process.stdout.write(`  ${String(chunk).trimEnd()}\n`));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`Seeding ended with code ${code}.`);
}
