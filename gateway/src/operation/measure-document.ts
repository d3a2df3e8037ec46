import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from './fragments-of.ts';

/** What a document asks for with every fragment expanded. */
export interface Extent {
  readonly depth: number;
  readonly introspectionDepth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly selections: number;
}

const NOTHING: Extent = { depth: 0, introspectionDepth: 0, aliases: 0, directives: 0, selections: 0 };

/**
 * The extent of the largest operation, in time linear in the text: each fragment is measured once, however often it
 * is spread. A fragment that spreads itself counts as empty here; validation refuses it by name.
 */
export function measureDocument(document: DocumentNode): Extent {
  const fragments = fragmentsOf(document);
  const measured = new Map<string, Extent>();
  const measureFragment = (name: string): Extent => {
    const known = measured.get(name);
    if (known) return known;
    measured.set(name, NOTHING);
    const fragment = fragments.get(name);
    const extent = fragment ? measure(fragment.selectionSet, measureFragment) : NOTHING;
    const whole = { ...extent, directives: extent.directives + (fragment?.directives?.length ?? 0) };
    measured.set(name, whole);
    return whole;
  };
  return document.definitions.reduce<Extent>((largest, definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return largest;
    const extent = measure(definition.selectionSet, measureFragment);
    const onVariables = definition.variableDefinitions?.reduce(
      (sum, { directives }) => sum + (directives?.length ?? 0),
      0,
    );
    return larger(largest, {
      ...extent,
      directives: extent.directives + (definition.directives?.length ?? 0) + (onVariables ?? 0),
    });
  }, NOTHING);
}

function measure({ selections }: SelectionSetNode, fragment: (name: string) => Extent): Extent {
  const sum: { -readonly [K in keyof Extent]: number } = { ...NOTHING };
  for (const selection of selections) {
    const inner =
      selection.kind === Kind.FRAGMENT_SPREAD
        ? fragment(selection.name.value)
        : selection.selectionSet
          ? measure(selection.selectionSet, fragment)
          : NOTHING;
    sum.selections += 1 + inner.selections;
    sum.aliases += inner.aliases;
    sum.directives += (selection.directives?.length ?? 0) + inner.directives;
    let { depth, introspectionDepth } = inner;
    if (selection.kind === Kind.FIELD) {
      if (selection.alias) sum.aliases += 1;
      const name = selection.name.value;
      if (name === '__schema' || name === '__type') {
        introspectionDepth = 1 + Math.max(depth, introspectionDepth);
        depth = 0;
      } else {
        depth += 1;
      }
    }
    sum.depth = Math.max(sum.depth, depth);
    sum.introspectionDepth = Math.max(sum.introspectionDepth, introspectionDepth);
  }
  return sum;
}

function larger(a: Extent, b: Extent): Extent {
  return {
    depth: Math.max(a.depth, b.depth),
    introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
    aliases: Math.max(a.aliases, b.aliases),
    directives: Math.max(a.directives, b.directives),
    selections: Math.max(a.selections, b.selections),
  };
}
