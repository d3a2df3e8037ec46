import type { AdmissionFinding } from '@citygraph/admission';
import { type DocumentNode, type FieldDefinitionNode, Kind, type Location, parse, print, visit } from 'graphql';

/** A piece of the text that goes. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

/** A field without what is wrong with it, and where that stands in the text. */
interface Mending {
  readonly field: FieldDefinitionNode;
  readonly cut: Cut;
}

export interface Mended {
  readonly sdl: string;
  /** Findings that are no more, by rule and coordinate. */
  readonly mended: readonly Pick<AdmissionFinding, 'rule' | 'coordinate'>[];
}

/** Rules whose fix is the same whatever the vendor meant. */
const MENDINGS: Readonly<Record<string, (field: FieldDefinitionNode) => Mending | null>> = {
  NONNULL: (field) => {
    const { type } = field;
    if (type.kind !== Kind.NON_NULL_TYPE || !type.loc) return null;
    return { field: { ...field, type: type.type }, cut: { start: type.loc.end - 1, end: type.loc.end } };
  },
  FOREIGN_LABEL: (field) => {
    const label = field.directives?.find(({ name }) => /(^|__)sensitivity$/.test(name.value));
    if (!label?.loc) return null;
    const directives = (field.directives ?? []).filter((one) => one !== label);
    return { field: { ...field, directives }, cut: withBlank(label.loc) };
  },
};

/**
 * Takes out what may simply go, and leaves every other character, ends of lines included, as it is. What came of it says the same as before but for that, or nothing is
 * mended.
 */
export function mendDocument(sdl: string, findings: readonly Pick<AdmissionFinding, 'rule' | 'coordinate'>[]): Mended {
  const document = parsed(sdl);
  if (document === null) return { sdl, mended: [] };
  const cuts: Cut[] = [];
  const changed = new Map<FieldDefinitionNode, FieldDefinitionNode>();
  const done = new Set<string>();
  const mended = findings.filter(({ rule, coordinate }) => {
    const mend = MENDINGS[rule];
    if (!mend || coordinate === null) return false;
    // Found once for each place, and mended in all of them at once.
    if (done.has(`${rule} ${coordinate}`)) return true;
    const mendings = fieldsAt(document, coordinate).flatMap((field) => {
      const mending = mend(changed.get(field) ?? field);
      if (mending) changed.set(field, mending.field);
      return mending ? [mending.cut] : [];
    });
    cuts.push(...mendings);
    if (mendings.length > 0) done.add(`${rule} ${coordinate}`);
    return mendings.length > 0;
  });
  const text = without(sdl, cuts);
  const meant = visit(document, { FieldDefinition: (field) => changed.get(field) });
  const is = parsed(text);
  return is !== null && print(is) === print(meant) ? { sdl: text, mended } : { sdl, mended: [] };
}

function parsed(sdl: string): DocumentNode | null {
  try {
    return parse(sdl);
  } catch {
    return null;
  }
}

const fieldsAt = (document: DocumentNode, coordinate: string): FieldDefinitionNode[] => {
  const [type, field] = coordinate.split('.');
  return document.definitions.flatMap((definition) =>
    'fields' in definition && 'name' in definition && definition.name?.value === type
      ? (definition.fields ?? []).filter(
          (node): node is FieldDefinitionNode => node.kind === Kind.FIELD_DEFINITION && node.name.value === field,
        )
      : [],
  );
};

/** With the blank before it, where there is one: `@external@sensitivity(…)` has none. */
const withBlank = ({ start, end, source }: Location): Cut => ({
  start: /[ \t,]/.test(source.body[start - 1] ?? '') ? start - 1 : start,
  end,
});

/** What was between two words keeps them apart. */
const without = (text: string, cuts: readonly Cut[]): string =>
  [...cuts]
    .sort((one, other) => other.start - one.start)
    .reduce((rest, { start, end }) => {
      const gap = /\w/.test(rest[start - 1] ?? '') && /\w/.test(rest[end] ?? '') ? ' ' : '';
      return `${rest.slice(0, start)}${gap}${rest.slice(end)}`;
    }, text);
