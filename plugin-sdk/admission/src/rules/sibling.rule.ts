import { type ConstDirectiveNode, type DocumentNode, Kind, parse } from 'graphql';
import { argument, type Link, localName, readLinks, textOf } from '../document/links.ts';
import { rootNames } from '../document/places.ts';
import { FEDERATION } from '../document/specs.ts';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';

/**
 * Two plugins of one vendor share a namespace, so that nothing else keeps their names apart. Both are let in by themselves, and the sandbox could have only one: what composers would say of that is
 * told when the second is published, and costs no composition.
 */
export const sibling: Rule<Submission> = {
  name: 'SHAREABLE',
  *judge({ request: { siblings = [] }, document: { ast, links }, base }) {
    if (siblings.length === 0) return;
    const own = answersIn(ast, links);
    for (const { name: plugin, sdl } of siblings) {
      const document = parse(String(sdl));
      const theirs = answersIn(document, readLinks(document));
      for (const [type, { kind, fields }] of own) {
        const other = theirs.get(type);
        if (!other) continue;
        const known = base.types.get(type);
        if (!known && other.kind !== kind) yield found(type, ['shareable.sibling-kind', plugin]);
        for (const [name, isShared] of fields) {
          const isTheirs = other.fields.get(name);
          if (isTheirs === undefined || (isShared && isTheirs) || known?.fields.has(name)) continue;
          yield found(`${type}.${name}`, ['shareable.sibling', plugin]);
        }
      }
    }
  },
};

const found = (
  coordinate: string,
  [message, plugin]: readonly ['shareable.sibling' | 'shareable.sibling-kind', string],
): Draft => draft(coordinate, [message, 'shareable.sibling'], { plugin });

interface Answers {
  readonly kind: string;
  /** Fields that it answers, and whether others may. */
  readonly fields: Map<string, boolean>;
}

/** The types of a document, and of objects what it answers. */
function answersIn(ast: DocumentNode, links: readonly Link[]): ReadonlyMap<string, Answers> {
  const nameOf = (directive: string): string => localName(links, FEDERATION, directive) ?? directive;
  const [shareable, external, key] = [nameOf('shareable'), nameOf('external'), nameOf('key')];
  const has = (directives: readonly ConstDirectiveNode[] | undefined, wanted: string): boolean =>
    directives?.some(({ name }) => name.value === wanted) === true;
  const keyed = wordsOfKeys(ast, key);
  const roots = rootNames(ast);
  const answers = new Map<string, Answers>();
  for (const definition of ast.definitions) {
    const kind = KINDS[definition.kind];
    if (kind === undefined || !('name' in definition) || !definition.name) continue;
    for (const type of roots.get(definition.name.value) ?? [definition.name.value]) {
      const known = answers.get(type) ?? { kind, fields: new Map<string, boolean>() };
      answers.set(type, known);
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
      for (const { name, directives } of definition.fields ?? []) {
        if (has(directives, external)) continue;
        const isShared = has(directives, shareable) || has(definition.directives, shareable) || keyed.has(name.value);
        known.fields.set(name.value, isShared);
      }
    }
  }
  return answers;
}

/** Every name in a key, whosever: fields of keys may be answered by all who have them. */
function wordsOfKeys(ast: DocumentNode, key: string): ReadonlySet<string> {
  const applied = ast.definitions.flatMap((definition) =>
    'directives' in definition ? ((definition.directives ?? []) as readonly ConstDirectiveNode[]) : [],
  );
  return new Set(
    applied.flatMap((directive) =>
      directive.name.value === key ? ((textOf(argument(directive, 'fields')) ?? '').match(/\w+/g) ?? []) : [],
    ),
  );
}

const KINDS: Readonly<Record<string, string>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'type',
  [Kind.OBJECT_TYPE_EXTENSION]: 'type',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
};
