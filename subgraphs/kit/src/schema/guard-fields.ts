import { CityGraphError } from '@citygraph/contract';
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import type { AnyTypeAccess, SubjectRule } from '../access/rule.ts';
import { signedIn } from '../access/rules.ts';
import type { SubgraphContext } from '../subgraph.ts';
import { type FieldLabel, isRefusable, type TypeLabel } from './labels.ts';

type Resolve = GraphQLFieldResolver<unknown, SubgraphContext>;
type About = (object: unknown) => readonly (string | null | undefined)[];

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
      field.resolve = guarded(
        `${typeName}.${fieldName}`,
        label,
        rule,
        rules?.about as About | undefined,
        field.resolve ?? defaultFieldResolver,
      ) as typeof field.resolve;
    }
  }
}

function guarded(
  coordinate: string,
  label: FieldLabel,
  rule: SubjectRule<unknown> | undefined,
  about: About | undefined,
  resolve: Resolve,
): Resolve {
  const refusable = isRefusable(label);
  const isRecorded = label.level === 'S3' || label.level === 'S4' || label.level === 'I';
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
    let subject: string | undefined;
    if (rule) {
      const verdict = rule(viewer, source, clock.now());
      if (!verdict.allowed) {
        throw new CityGraphError(verdict.code, `${coordinate}: ${verdict.message}`, { extensions });
      }
      subject = verdict.about;
    }
    // What roots give is told by the fields of what they give.
    if (isRecorded && typeof source === 'object') disclosure.note(source, about && source ? about(source) : [subject]);
    return resolve(source, args, context, info);
  };
}
