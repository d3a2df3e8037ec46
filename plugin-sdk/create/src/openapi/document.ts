/** A part of an OpenAPI document: whatever somebody wrote. */
export type Part = Readonly<Record<string, unknown>>;

export const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const partOf = (value: unknown): Part => (isPart(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export interface OpenApiDocument {
  readonly root: Part;
  /** Where it was read from, as it was said. */
  readonly from: string;
  /** The part that a part refers to, and by which name; parts of other documents are not fetched and count as empty. */
  follow(part: unknown): Followed;
}

export interface Followed {
  readonly part: Part;
  /** Last word of the reference: `Pet` of `#/components/schemas/Pet`. */
  readonly name: string | null;
  /** The reference that leads to nothing in this document; null: none did. */
  readonly lost: string | null;
}

/** References may go in circles. */
const MOST_REFERENCES = 20;

export function openApiDocument(root: Part, from: string): OpenApiDocument {
  return {
    root,
    from,
    follow(start) {
      let part = partOf(start);
      let name: string | null = null;
      for (let count = 0; typeof part.$ref === 'string'; count += 1) {
        const steps = part.$ref.startsWith('#/') && count < MOST_REFERENCES ? part.$ref.slice(2).split('/') : null;
        if (!steps) return { part: {}, name, lost: part.$ref };
        const words = steps.map((step) => decoded(step).replaceAll('~1', '/').replaceAll('~0', '~'));
        const found = words.reduce<unknown>(
          (at, word) => ((isPart(at) || Array.isArray(at)) && Object.hasOwn(at, word) ? Reflect.get(at, word) : null),
          root,
        );
        if (!isPart(found)) return { part: {}, name: words.at(-1) ?? null, lost: part.$ref };
        name = words.at(-1) ?? null;
        part = found;
      }
      return { part, name, lost: null };
    },
  };
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
