import type { AdmissionFinding } from '@citygraph/admission';
import { type DirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, parse } from 'graphql';

/** A piece of the text that goes. */
interface Cut {
  readonly start: number;
  readonly end: number;
}

export interface Mended {
  readonly sdl: string;
  /** Findings that are no more, by rule and coordinate. */
  readonly mended: readonly Pick<AdmissionFinding, 'rule' | 'coordinate'>[];
}

/** Rules whose fix is the same whatever the vendor meant. */
const CUTS: Readonly<Record<string, (field: FieldDefinitionNode) => Cut | null>> = {
  NONNULL: ({ type }) =>
    type.kind === Kind.NON_NULL_TYPE && type.loc ? { start: type.loc.end - 1, end: type.loc.end } : null,
  FOREIGN_LABEL: ({ directives }) => cutOf(directives?.find(({ name }) => /(^|__)sensitivity$/.test(name.value))),
};

/** Takes out what may simply go, and leaves every other character, ends of lines included, as it is. */
export function mendDocument(sdl: string, findings: readonly Pick<AdmissionFinding, 'rule' | 'coordinate'>[]): Mended {
  let document: DocumentNode;
  try {
    document = parse(sdl);
  } catch {
    return { sdl, mended: [] };
  }
  const cuts = new Map<number, Cut>();
  const mended = findings.filter(({ rule, coordinate }) => {
    const cutFor = CUTS[rule];
    const found =
      cutFor && coordinate !== null
        ? fieldsAt(document, coordinate)
            .map(cutFor)
            .filter((cut) => cut !== null)
        : [];
    for (const cut of found) cuts.set(cut.start, cut);
    return found.length > 0;
  });
  let text = sdl;
  for (const { start, end } of [...cuts.values()].sort((one, other) => other.start - one.start)) {
    text = text.slice(0, start) + text.slice(end);
  }
  return { sdl: text, mended };
}

function fieldsAt(document: DocumentNode, coordinate: string): FieldDefinitionNode[] {
  const [type, field] = coordinate.split('.');
  return document.definitions.flatMap((definition) =>
    'fields' in definition && 'name' in definition && definition.name?.value === type
      ? (definition.fields ?? []).filter(
          (node): node is FieldDefinitionNode => node.kind === Kind.FIELD_DEFINITION && node.name.value === field,
        )
      : [],
  );
}

/** With the blank before it. */
const cutOf = (directive: DirectiveNode | undefined): Cut | null =>
  directive?.loc ? { start: directive.loc.start - 1, end: directive.loc.end } : null;
