import { CityGraphError } from '@citygraph/contract';
import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
} from 'graphql';
import type { ToldOf } from '../access/disclosure.ts';
import type { AnyTypeAccess, SubjectRule, TypeAccess } from '../access/rule.ts';
import { signedIn } from '../access/rules.ts';
import { Told } from '../access/told.ts';
import type { SubgraphContext } from '../subgraph.ts';
import { type FieldLabel, isRecorded, isRefusable, type TypeLabel } from './labels.ts';

type Resolve = GraphQLFieldResolver<unknown, SubgraphContext>;

/** Puts the subject rules in front of the resolvers: decided once per field here, one synchronous call per object later. */
export function guardFields(
  schema: GraphQLSchema,
  types: ReadonlyMap<string, TypeLabel>,
  access: Readonly<Record<string, AnyTypeAccess>>,
): void {
  for (const [typeName, { root, fields }] of types) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) continue;
    const rules = access[typeName];
    const live = type.getFields();
    for (const [fieldName, label] of fields) {
      const field = live[fieldName];
      if (!field || label.key) continue;
      const named = rules?.fields?.[fieldName];
      const said = (named ?? (isRefusable(label) && !root ? rules?.default : undefined)) as
        | SubjectRule<unknown>
        | undefined;
      // Whoever is not signed in is refused what may be refused before any rule: asking again would cost each object twice.
      const rule = said === signedIn && isRefusable(label) ? undefined : said;
      if (!rule && !isRefusable(label)) continue;
      const resolve = (field.resolve ?? defaultFieldResolver) as Resolve;
      field.resolve = guarded(
        `${typeName}.${fieldName}`,
        label,
        rule,
        root ? undefined : (rules as ToldOf | undefined),
        root && isRecorded(label) ? telling(field.type, access, resolve) : resolve,
      ) as typeof field.resolve;
    }
  }
}

function guarded(
  coordinate: string,
  label: FieldLabel,
  rule: SubjectRule<unknown> | undefined,
  of: ToldOf | undefined,
  resolve: Resolve,
): Resolve {
  const refusable = isRefusable(label);
  const told = isRecorded(label) ? of : undefined;
  const { purposes } = label;
  const extensions = { coordinate };
  return (source, args, context, info) => {
    const { viewer, clock, disclosure } = context;
    if (refusable && viewer.principal.subject === null) {
      throw new CityGraphError('UNAUTHENTICATED', `Sign in to see ${coordinate}.`, { extensions });
    }
    if (purposes.length > 0 && !purposes.some((purpose) => purpose === viewer.purpose)) {
      // The hub lets nothing of the kind pass; who gives the data away looks for themselves (ADR 14).
      const receiver = viewer.receivers.find((name) => name.endsWith(`:${coordinate}`));
      if (viewer.purpose !== 'self-service' || receiver !== undefined) {
        const to = receiver === undefined ? '' : `, and goes on to the plugin ${receiver.split('@', 1)[0]}`;
        throw new CityGraphError(
          'PURPOSE_REQUIRED',
          `${coordinate} is answered only for ${purposes.join(' or ')}${to}.`,
          {
            extensions,
          },
        );
      }
    }
    if (rule) {
      const verdict = rule(viewer, source, clock.now());
      if (!verdict.allowed) {
        throw new CityGraphError(verdict.code, `${coordinate}: ${verdict.message}`, { extensions });
      }
    }
    if (told && typeof source === 'object' && source !== null) disclosure.note(source, told);
    return resolve(source, args, context, info);
  };
}

/** Whoever selects nothing but keys of what a root gives, or is given an id alone, has seen or changed something of somebody's as well. */
function telling(type: GraphQLOutputType, access: Readonly<Record<string, AnyTypeAccess>>, resolve: Resolve): Resolve {
  const named = getNamedType(type);
  const rules = isObjectType(named) ? (access[named.name] as TypeAccess<unknown> | undefined) : undefined;
  const isLeaf = isLeafType(named);
  if (!isLeaf && !rules?.about) return resolve;
  return async (source, args, context, info) => {
    const { viewer, clock, disclosure } = context;
    const found: unknown = await resolve(source, args, context, info);
    if (found === null || found === undefined) return found;
    if (isLeaf) {
      if (!(found instanceof Told)) {
        throw new Error(`${info.parentType.name}.${info.fieldName}: answer with \`told\` whose it is.`);
      }
      disclosure.note(found.object, found.of);
      return found.value;
    }
    for (const object of Array.isArray(found) ? found : [found]) {
      if (typeof object !== 'object' || object === null) continue;
      if (rules?.default(viewer, object, clock.now()).allowed) disclosure.note(object, rules as ToldOf);
    }
    return found;
  };
}
