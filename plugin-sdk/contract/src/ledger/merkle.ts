import { hash } from 'node:crypto';

/** SHA-256, 32 bytes. */
export type Hash = Buffer;

/** A leaf as RFC 6962 §2.1 hashes it. */
export const leafHash = (data: Uint8Array): Hash => sha256(Buffer.concat([LEAF, data]));

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

const nodeHash = (left: Hash, right: Hash): Hash => sha256(Buffer.concat([NODE, left, right]));

/** Root over leaves that come one after another; holds as many hashes as the tree is high. */
export class MerkleRoot {
  /** Roots of complete trees, the largest first. */
  readonly #complete: { readonly size: number; readonly root: Hash }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(leaf: Hash): void {
    let tree = { size: 1, root: leaf };
    for (let last = this.#complete.at(-1); last?.size === tree.size; last = this.#complete.at(-1)) {
      this.#complete.pop();
      tree = { size: last.size * 2, root: nodeHash(last.root, tree.root) };
    }
    this.#complete.push(tree);
    this.#size += 1;
  }

  /** Of no leaves: SHA-256 of nothing. */
  root(): Hash {
    const [last, ...others] = [...this.#complete].reverse();
    if (!last) return sha256(Buffer.alloc(0));
    return others.reduce((right, { root }) => nodeHash(root, right), last.root);
  }
}

/** The hashes by which anyone can see that a leaf is under a root, nearest first (RFC 6962 §2.1.1). */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split
    ? [...inclusionProof(left, index), rootOf(right)]
    : [...inclusionProof(right, index - split), rootOf(left)];
}

/** Is the leaf at this index of a tree of this size under the root? */
export function isIncluded(
  leaf: Hash,
  { index, size, proof, root }: { index: number; size: number; proof: readonly Hash[]; root: Hash },
): boolean {
  if (index < 0 || index >= size) return false;
  let [at, last] = [index, size - 1];
  let sum = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      sum = nodeHash(sibling, sum);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else {
      sum = nodeHash(sum, sibling);
    }
    [at, last] = [at >> 1, last >> 1];
  }
  return last === 0 && sum.equals(root);
}

function rootOf(leaves: readonly Hash[]): Hash {
  const tree = new MerkleRoot();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

/** The largest power of two below a number. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

const sha256 = (data: Uint8Array): Hash => hash('sha256', data, 'buffer');
