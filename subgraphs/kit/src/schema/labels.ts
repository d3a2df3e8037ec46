import { isPurpose, isSensitivityLevel, type Purpose, type SensitivityLevel } from '@citygraph/contract';
import { type DirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode, type TypeNode } from 'graphql';

/** What the SDL says of one field. */
export interface FieldLabel {
  readonly level: SensitivityLevel | null;
  readonly purposes: readonly Purpose[];
  readonly external: boolean;
  readonly key: boolean;
  readonly nullable: boolean;
  readonly described: boolean;
}

export interface TypeLabel {
  readonly root: boolean;
  /** The type has a key, but does not label its own key fields: another department's. */
  readonly foreign: boolean;
  readonly described: boolean;
  readonly fields: ReadonlyMap<string, FieldLabel>;
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

/** Reads every object type's labels from a department's SDL. */
export function readLabels(sdl: DocumentNode): Map<string, TypeLabel> {
  const types = sdl.definitions.filter(
    (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
  return new Map(types.map((node) => [node.name.value, readType(node)]));
}

function readType(node: ObjectTypeDefinitionNode): TypeLabel {
  const keys = new Set(
    all(node.directives, 'key').flatMap((key) => (text(key, 'fields') ?? '').split(/[\s{}]+/).filter(Boolean)),
  );
  const ownLevel = levelOf(node.directives);
  const fields = new Map(
    (node.fields ?? []).map(({ name, type, description, directives }): [string, FieldLabel] => [
      name.value,
      {
        level: levelOf(directives) ?? ownLevel,
        purposes: list(all(directives, 'purpose')[0], 'any').filter(isPurpose),
        external: all(directives, 'external').length > 0,
        key: keys.has(name.value),
        nullable: isNullable(type),
        described: description !== undefined,
      },
    ]),
  );
  const keyFields = [...fields.values()].filter(({ key }) => key);
  return {
    root: ROOTS.has(node.name.value),
    foreign: keyFields.length > 0 && keyFields.every(({ level }) => level === null),
    described: node.description !== undefined || ROOTS.has(node.name.value),
    fields,
  };
}

const all = (directives: readonly DirectiveNode[] | undefined, name: string): DirectiveNode[] =>
  (directives ?? []).filter((directive) => directive.name.value === name);

function text(directive: DirectiveNode | undefined, argument: string): string | null {
  const value = directive?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.STRING ? value.value : null;
}

function list(directive: DirectiveNode | undefined, argument: string): string[] {
  const value = directive?.arguments?.find(({ name }) => name.value === argument)?.value;
  return value?.kind === Kind.LIST
    ? value.values.flatMap((item) => (item.kind === Kind.STRING ? [item.value] : []))
    : [];
}

function levelOf(directives: readonly DirectiveNode[] | undefined): SensitivityLevel | null {
  const level = text(all(directives, 'sensitivity')[0], 'level');
  return isSensitivityLevel(level) ? level : null;
}

const isNullable = (type: TypeNode): boolean => type.kind !== Kind.NON_NULL_TYPE;

/** S2 and higher: may be refused, so must be nullable and judged. */
export const isRefusable = ({ level }: FieldLabel): boolean => level !== null && level !== 'S1';

/** S3, S4 and I: whoever is shown it leaves evidence. */
export const isRecorded = ({ level }: FieldLabel): boolean => level === 'S3' || level === 'S4' || level === 'I';
