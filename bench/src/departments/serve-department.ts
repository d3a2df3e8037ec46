import { departments } from '@citygraph/all-in-one';
import type { HopVerification } from '@citygraph/contract';
import { serve } from '@citygraph/kit';
import { answerParent, inputOfChild } from '../child.ts';

/** A department alone in a process, its jobs asleep, on a database that was filled before. */
export interface DepartmentInput {
  readonly name: string;
  readonly database: string;
  readonly key: Record<string, string>;
  /** base64url */
  readonly secret: string;
}

const { name, database, key, secret } = inputOfChild<DepartmentInput>();
const subgraph = departments.find((department) => department.name === name);
if (!subgraph) throw new Error(`There is no department ${name}.`);
const verify: HopVerification = {
  audience: name,
  keys: () => [key],
  secrets: () => [{ keyId: 'bench-1', secret: Buffer.from(secret, 'base64url') }],
};
const { url } = await serve({ subgraph: { ...subgraph, jobs: [] }, database, verify });
answerParent({ url });
