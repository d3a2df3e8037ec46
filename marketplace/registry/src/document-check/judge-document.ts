import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** What keeps a graph from answering a document. Lines and columns count from 1. */
export interface DocumentFault {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Operation or fragment in which it is; null: it has no name, or nothing could be read. */
  readonly operation: string | null;
  /** `Type.field` that is asked for there; null: it is about no field. */
  readonly field: string | null;
}

/** Faults of one document that are told; whoever has more mends these first. */
const MOST_FAULTS = 20;

/** The document, or the one fault that it is no GraphQL. */
export function readDocument(text: string, maxTokens: number): DocumentNode | DocumentFault {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (error instanceof GraphQLError) return faultOf(error, null, null);
    throw error;
  }
}

export function judgeDocument(document: DocumentNode, schema: GraphQLSchema): DocumentFault[] {
  // Without "did you mean": it would tell names of releases that are not there for everybody yet.
  const errors = validate(schema, document, undefined, { maxErrors: MOST_FAULTS, hideSuggestions: true });
  if (errors.length === 0) return [];
  const fields = fieldsOf(document, schema);
  return errors.slice(0, MOST_FAULTS).map((error) => {
    const at = error.positions?.[0] ?? 0;
    const within = document.definitions.find(({ loc }) => loc && loc.start <= at && at < loc.end);
    const isNamed = within?.kind === Kind.OPERATION_DEFINITION || within?.kind === Kind.FRAGMENT_DEFINITION;
    // The innermost is the one that begins last.
    const field = fields.findLast(({ start, end }) => start <= at && at < end);
    return faultOf(error, isNamed ? (within.name?.value ?? null) : null, field?.coordinate ?? null);
  });
}

interface AskedField {
  readonly coordinate: string;
  readonly start: number;
  readonly end: number;
}

/** Fields in the order in which they begin; of a type that the graph has not, none. */
function fieldsOf(document: DocumentNode, schema: GraphQLSchema): AskedField[] {
  const fields: AskedField[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name, loc }) {
        const parent = types.getParentType();
        if (!loc || !parent) return;
        fields.push({ coordinate: `${parent.name}.${name.value}`, start: loc.start, end: loc.end });
      },
    }),
  );
  return fields;
}

const faultOf = (
  { message, locations }: GraphQLError,
  operation: string | null,
  field: string | null,
): DocumentFault => ({
  message,
  line: locations?.[0]?.line ?? 1,
  column: locations?.[0]?.column ?? 1,
  operation,
  field,
});
