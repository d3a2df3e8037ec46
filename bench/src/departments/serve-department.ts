import type { HopVerification } from '@citygraph/contract';
import { type Subgraph, serve } from '@citygraph/kit';
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
// Of its own package alone: the memory measured is the department's.
const subgraph: Subgraph = (await import(`@citygraph/${name}`))[name];
const verify: HopVerification = {
  audience: name,
  keys: () => [key],
  secrets: () => [{ keyId: 'bench-1', secret: Buffer.from(secret, 'base64url') }],
};
const { url } = await serve({ subgraph: { ...subgraph, jobs: [] }, database, verify });
answerParent({ url });
