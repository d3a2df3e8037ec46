import {
  type ArtefactSubgraph,
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphRollout,
  type GraphSet,
  generateSigningKey,
  KEYSET_TYPE,
  type Keyset,
  type SignedDocument,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  signDocument,
} from '@citygraph/contract';

/** What a registry signs, with keys of the tests' own. */

export const rootKey = await generateSigningKey();
export const graphsKey = await generateSigningKey();
export const policyKey = await generateSigningKey();
export const ledgerKey = await generateSigningKey();
export const strangersKey = await generateSigningKey();
export const HOP_MASTER = new Uint8Array(32).fill(5);

const HOUR = 3_600_000;

export const keyset = (parts: Partial<Keyset> = {}): Keyset => ({
  sequence: 1,
  issuedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + HOUR).toISOString(),
  keys: { graphs: [graphsKey.publicJwk], policy: [policyKey.publicJwk], ledger: [ledgerKey.publicJwk] },
  ...parts,
});

export const signedKeyset = (parts: Partial<Keyset> = {}, by: SigningKey = rootKey) =>
  signDocument(KEYSET_TYPE, keyset(parts), [by]);

export const RELEASE = 'a'.repeat(64);

export const plugin = (
  parts: Partial<Extract<ArtefactSubgraph, { tier: 'vendor' }>> & { url: string },
): ArtefactSubgraph => ({
  tier: 'vendor',
  release: RELEASE,
  version: '1.0.0',
  hopKeyId: 'air.stable.1',
  limits: {},
  persons: {},
  ...parts,
});

export interface TestArtefact {
  readonly digest: string;
  readonly document: SignedDocument<SupergraphArtefact>;
}

export function artefact(payload: SupergraphArtefact, by: SigningKey = graphsKey): TestArtefact {
  return { digest: digestOfPayload(payload), document: signDocument(SUPERGRAPH_ARTEFACT_TYPE, payload, [by]) };
}

export const graphSet = (parts: Partial<GraphSet> & Pick<GraphSet, 'stable'>): GraphSet => ({
  sequence: 1,
  issuedAt: '2026-11-29T00:00:00Z',
  sandbox: null,
  rollouts: [],
  ...parts,
});

export const signedGraphSet = (parts: Partial<GraphSet> & Pick<GraphSet, 'stable'>, by: SigningKey = graphsKey) =>
  signDocument(GRAPH_SET_TYPE, graphSet(parts), [by]);

export const rollout = (parts: Partial<GraphRollout> & Pick<GraphRollout, 'artefact'>): GraphRollout => ({
  id: 'rollout-1',
  plugin: 'air',
  release: RELEASE,
  buckets: [0],
  ...parts,
});

export const buckets = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
