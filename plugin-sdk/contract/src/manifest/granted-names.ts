/**
 * Beside the manifest: the names outside the namespace that the hub granted to its publisher, as `citygraph schema fetch` last heard. It is kept with the code, so that a
 * pipeline, which asks no hub, judges as its people do.
 */
export const NAMES_FILE = 'citygraph.names.json';

/** Names of the city that a publisher was given leave to add, as `citygraph.names.json` keeps them: fields as `Type.field`, types by their name. */
export interface GrantedNames {
  readonly publisher: string;
  readonly names: readonly string[];
}

/** What such a file says; null: it is not what `schema fetch` writes. */
export function readGrantedNames(text: string): GrantedNames | null {
  try {
    const said = JSON.parse(text) as Partial<GrantedNames> | null;
    const { publisher, names } = said ?? {};
    const isWhole =
      typeof publisher === 'string' && Array.isArray(names) && names.every((name) => typeof name === 'string');
    return isWhole ? { publisher, names } : null;
  } catch {
    return null;
  }
}
