/** Who has which graphs: a graph set, or what a gateway serves. */
export interface NamedGraphs {
  readonly stable: string;
  readonly sandbox: string | null;
  readonly rollouts: readonly { readonly artefact: string }[];
}

/** Digests of all graphs in it, each once. */
export const namedBy = ({ stable, sandbox, rollouts }: NamedGraphs): string[] => [
  ...new Set([stable, ...(sandbox === null ? [] : [sandbox]), ...rollouts.map(({ artefact }) => artefact)]),
];
