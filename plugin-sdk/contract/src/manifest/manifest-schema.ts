import { PURPOSES } from '../purpose.ts';
import { LIMIT_NAMES, PLUGIN_LIMITS } from './plugin-limits.ts';
import { HANDLE, NAMESPACE } from './plugin-names.ts';
import { DESCRIPTION_LENGTH, TITLE_LENGTH } from './text-lengths.ts';

type Length = readonly [least: number, most: number];

const text = ([minLength, maxLength]: Length) => ({
  type: 'string',
  minLength,
  maxLength,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
});
const name = { type: 'string', minLength: 3, maxLength: 31, pattern: HANDLE.source };
const coordinate = { type: 'string', pattern: '^[A-Za-z_]\\w*\\.[A-Za-z_]\\w*$' };
const typeName = { type: 'string', pattern: '^[A-Za-z_]\\w{0,79}$' };
const url = { type: 'string', format: 'uri', pattern: '^https?://', maxLength: 500 };
const percent = { type: 'number', exclusiveMinimum: 0, maximum: 100 };

const strict = <P extends Readonly<Record<string, unknown>>>(
  properties: P,
  optional: readonly (keyof P & string)[] = [],
) => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  properties,
});

const localText = ({ zh, en }: { readonly zh: Length; readonly en: Length }, description: string) => ({
  description,
  ...strict({ zh: text(zh), en: text(en) }),
});
const REASON_LENGTH = { zh: [1, 400], en: [1, 400] } as const;
const reason = localText(REASON_LENGTH, 'What it is for, as the data’s owner and its subjects read it.');
const channel = strict({ url });

const purpose = { enum: [...PURPOSES] };
const retentionDays = { type: 'integer', minimum: 0, maximum: 3650 };

const dataPermission = {
  type: 'object',
  required: ['class'],
  discriminator: { propertyName: 'class' },
  oneOf: [
    strict({ class: { const: 'S2' }, coordinate, reason, purpose, retentionDays }, ['purpose', 'retentionDays']),
    strict({ class: { enum: ['S3', 'S4'] }, coordinate, reason, purpose, retentionDays }),
  ],
};

/** No more than `PLUGIN_LIMITS` has for anybody. */
const limits = Object.fromEntries(
  LIMIT_NAMES.map((name) => [
    name,
    { type: 'integer', minimum: 1, maximum: PLUGIN_LIMITS[name].most, default: PLUGIN_LIMITS[name].usual },
  ]),
);

/** JSON Schema (draft-07, which editors read) of `citygraph.yaml`; committed as `manifest.schema.json`. */
export const MANIFEST_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  // A name, at which nothing need be served.
  $id: 'https://citygraph.dev/schemas/manifest/v1.json',
  $comment: 'Every hub serves it at /docs/schemas/manifest/v1.json; the package @citygraph/contract holds it.',
  title: 'CityGraph plugin manifest (citygraph.yaml)',
  ...strict(
    {
      apiVersion: { const: 'citygraph.dev/v1' },
      id: {
        type: 'string',
        pattern: '^city\\.[a-z][a-z0-9-]{2,30}\\.[a-z][a-z0-9-]{1,40}$',
        description: 'city.<publisher>.<subgraph>',
      },
      version: {
        type: 'string',
        maxLength: 40,
        pattern: '^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?$',
        description: 'Semantic version of this release; published once and never again.',
      },
      publisher: { ...name, description: 'Handle of the publisher.' },
      subgraph: { ...name, description: 'Name of the subgraph in the graph.' },
      namespace: {
        type: 'string',
        pattern: NAMESPACE.source,
        description: 'Types begin with it in capitals (Aqi…), fields in small letters (aqi_…).',
      },
      title: localText(TITLE_LENGTH, 'What people call it.'),
      description: localText(DESCRIPTION_LENGTH, 'What it does, as the catalogue shows it.'),
      extends: {
        type: 'array',
        maxItems: 50,
        uniqueItems: true,
        items: typeName,
        description: 'Shared entities that it adds fields to.',
      },
      runtime: {
        description: 'Where it is served.',
        ...strict({ stable: channel, sandbox: channel }),
      },
      dataRegions: {
        type: 'array',
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        items: { type: 'string', pattern: '^[A-Z]{2}(-[A-Z0-9]{1,3})?$' },
        description: 'Where data is kept and worked on, ISO 3166-2.',
      },
      permissions: strict(
        {
          data: {
            type: 'array',
            maxItems: 500,
            items: dataPermission,
            description:
              'Data of others beyond S1 that it is sent, and fields of people behind which it wants to be asked about things (Household.dwelling).',
          },
          persons: strict(
            {
              arguments: {
                type: 'object',
                additionalProperties: coordinate,
                propertyNames: { pattern: '^\\w+\\.\\w+\\(\\w+:\\)$' },
                description: 'Type.field(argument:) → Type.key: arguments that hold somebody’s id.',
              },
              subject: { type: 'boolean', description: 'Its token says who asks, by its own id of them.' },
              tenant: {
                type: 'boolean',
                description:
                  'Its token says for which city, district or town who asks acts, by the prefix of its code.',
              },
            },
            ['arguments', 'subject', 'tenant'],
          ),
          mints: { type: 'array', maxItems: 50, uniqueItems: true, items: typeName },
          egressHosts: {
            type: 'array',
            maxItems: 100,
            uniqueItems: true,
            items: { type: 'string', format: 'hostname', maxLength: 253 },
          },
        },
        ['persons', 'mints'],
      ),
      limits: {
        description: 'What it may take of the hub, where that is less or more than is usual.',
        ...strict(limits, LIMIT_NAMES),
      },
      slo: strict(
        { availabilityPct: percent, p95Ms: { type: 'integer', minimum: 1, maximum: 3_000 }, errorPct: percent },
        ['availabilityPct', 'p95Ms', 'errorPct'],
      ),
      support: strict({ email: { type: 'string', format: 'email', maxLength: 254 }, url }, ['url']),
      licence: { type: 'string', pattern: '^[A-Za-z0-9.+-]{2,60}$', description: 'SPDX identifier.' },
    },
    ['limits', 'slo'],
  ),
} as const;
