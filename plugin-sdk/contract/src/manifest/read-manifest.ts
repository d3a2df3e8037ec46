import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { CityGraphError } from '../error.ts';
import { nearest } from '../nearest.ts';
import { faultsBetweenFields } from './between-fields.ts';
import type { PluginManifest } from './manifest.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';

/** One thing that is wrong with a manifest. */
export interface ManifestFault {
  /** `permissions.data[0].class`; empty: the whole. */
  readonly at: string;
  readonly message: string;
}

const ajv = new Ajv({ allErrors: true, verbose: true, discriminator: true, strict: true, strictRequired: false });
formats.default(ajv);
let compiled: ValidateFunction | null = null;

/** Every fault of what should be a manifest, already read from YAML or JSON; none: it is one. */
export function manifestFaults(value: unknown): readonly ManifestFault[] {
  compiled ??= ajv.compile(MANIFEST_SCHEMA);
  if (!compiled(value)) return distinct((compiled.errors ?? []).flatMap(faultOf));
  return faultsBetweenFields(value as PluginManifest);
}

/** A manifest, or BAD_USER_INPUT with all that is wrong with it. */
export function readManifest(value: unknown): PluginManifest {
  const faults = manifestFaults(value);
  if (faults.length === 0) return value as PluginManifest;
  const said = faults.map(({ at, message }) => (at ? `${at}: ${message}` : message)).join(' ');
  throw new CityGraphError('BAD_USER_INPUT', `The manifest cannot be used. ${said}`, { extensions: { faults } });
}

function faultOf({
  keyword,
  instancePath,
  params,
  message,
  parentSchema,
  data,
}: ErrorObject): readonly ManifestFault[] {
  const at = dotted(instancePath);
  const fault = (text: string, beneath = ''): readonly ManifestFault[] => [
    { at: [at, beneath].filter(Boolean).join('.'), message: text },
  ];
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params.additionalProperty);
      const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {});
      const meant = nearest(unknown, known);
      return fault(
        `is not a field of the manifest.${meant ? ` Did you mean ${meant}?` : ` Known: ${known.join(', ')}.`}`,
        unknown,
      );
    }
    case 'required':
      return fault('is missing.', String(params.missingProperty));
    case 'enum':
      return fault(`must be one of ${(params.allowedValues as readonly unknown[]).join(', ')}; it is ${shown(data)}.`);
    case 'const':
      return fault(`must be ${shown(params.allowedValue)}; it is ${shown(data)}.`);
    case 'discriminator':
      return fault(
        'must be S2, S3 or S4. S1 needs no permission, and important data is shared with nobody.',
        String(params.tag),
      );
    case 'pattern':
      return fault(`${shown(data)} does not have the form ${String(params.pattern)}.`);
    case 'format':
      return fault(`${shown(data)} is no ${String(params.format)}.`);
    case 'propertyNames':
      return fault(`${shown(params.propertyName)} is no argument: write Type.field(argument:).`);
    case 'type':
      return fault(
        `must be ${String(params.type) === 'object' ? 'a map' : String(params.type)}; it is ${shown(data)}.`,
      );
    default:
      return fault(`${shown(data)} ${message ?? 'is wrong'}.`);
  }
}

/** `/permissions/data/0/class` → `permissions.data[0].class` */
const dotted = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((before, part) => (/^\d+$/.test(part) ? `${before}[${part}]` : before ? `${before}.${part}` : part), '');

function shown(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return 'too deep to be shown';
  }
}

/** A wrong name inside a map is told of twice. */
const distinct = (faults: readonly ManifestFault[]): readonly ManifestFault[] => [
  ...new Map(faults.map((fault) => [`${fault.at}\0${fault.message}`, fault])).values(),
];
