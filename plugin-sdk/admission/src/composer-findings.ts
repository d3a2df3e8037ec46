import type { Finding } from '@citygraph/composition';
import type { RuleName } from './admission.ts';
import type { Draft } from './rule.ts';

/** Composers' codes that say what one of our rules says; the rest is COMPOSES. */
const RULES: readonly (readonly [RegExp, RuleName])[] = [
  [/^COMPOSERS_DISAGREE$/, 'DISAGREE'],
  [/^LABELS_DISAGREE$/, 'FOREIGN_LABEL'],
  [/^(DEADLINE|MEMORY)_EXCEEDED$/, 'TOO_LARGE'],
  [/^INVALID_FIELD_SHARING$/, 'SHAREABLE'],
  [/^OVERRIDE_/, 'OVERRIDE'],
  [/^PROVIDES_/, 'PROVIDES'],
  [/INTERFACE_OBJECT/, 'INTERFACE_OBJECT'],
  [/^(ENUM_|EMPTY_MERGED_ENUM)/, 'ENUM'],
  [
    /^(TYPE_KIND_MISMATCH|FIELD_TYPE_MISMATCH|EXTERNAL_TYPE_MISMATCH|REQUIRED_INPUT_FIELD|REQUIRED_ARGUMENT|(FIELD_|EXTERNAL_)?ARGUMENT_|INPUT_FIELD)/,
    'CHANGED',
  ],
  [/^(UNKNOWN_LINK_VERSION|UNKNOWN_FEDERATION_LINK_VERSION|INVALID_LINK|UNSUPPORTED_FEATURE)/, 'LINK'],
];

const FIXES: Readonly<Partial<Record<RuleName, string>>> = {
  DISAGREE: 'Write what both composers understand alike; the coordinate says where they part.',
  FOREIGN_LABEL: 'Take the label out: the owner has labelled it.',
  TOO_LARGE: 'Ask less of the composers: fewer types that refer to each other, shorter field sets.',
  SHAREABLE: 'Take the field out, or mark it @external if you require it.',
  CHANGED: "Copy the type from the city's schema as it is.",
};

/** What composers say about the graph with the plugin in it. The second's words are left out where it says the same as the first. */
export function draftsOf(errors: readonly Finding[], plugin: string): [RuleName, Draft][] {
  const drafts = errors.map((error): [RuleName, Draft, Finding] => {
    const rule = RULES.find(([pattern]) => pattern.test(error.code))?.[1] ?? 'COMPOSES';
    const place = error.places?.find(({ subgraph }) => subgraph === plugin);
    return [
      rule,
      {
        coordinate: error.coordinate ?? coordinateIn(error.message, rule),
        message:
          error.composer === 'hub' ? error.message : `${shortened(error.message)} (${error.composer}: ${error.code})`,
        fix: FIXES[rule] ?? 'Mend the document until it composes; the composer says what it misses.',
        ...(place ? { place: { line: place.line, column: place.column } } : {}),
      },
      error,
    ];
  });
  const first = new Set(drafts.flatMap(([rule, , { composer }]) => (composer === 'apollo' ? rule : [])));
  const kept = drafts.filter(([rule, , { composer }]) => composer !== 'guild' || !first.has(rule));
  const isAllRefused = first.size > 0 && drafts.some(([, , { composer }]) => composer === 'guild');
  return kept.filter(([rule]) => rule !== 'DISAGREE' || !isAllRefused).map(([rule, draft]) => [rule, draft]);
}

/** Composers quote coordinates: `Field "Place.name" …`, `Type "Place" …`. A lower-case word is a subgraph's name. */
function coordinateIn(message: string, rule: RuleName): string | null {
  if (rule === 'ENUM') return /[Ee]num type "(\w+)"/.exec(message)?.[1] ?? null;
  const quoted = [...message.matchAll(/["'`]([A-Za-z_]\w*(?:\.[A-Za-z_]\w*(?:\([A-Za-z_]\w*:\))?)?)["'`]/g)].flatMap(
    ([, one]) => one ?? [],
  );
  return quoted.find((one) => one.includes('.')) ?? quoted.find((one) => /^[A-Z]/.test(one)) ?? null;
}

/** A query that cannot be satisfied is printed with all its branches. */
const shortened = (message: string): string => (message.length > 1_200 ? `${message.slice(0, 1_200)} …` : message);
