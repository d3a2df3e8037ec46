import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { CityGraphError } from '../error.ts';
import { nearest } from '../nearest.ts';
import type { Filling } from '../words/say.ts';
import { faultsBetweenFields } from './between-fields.ts';
import type { LocalText, PluginManifest } from './manifest.ts';
import { faultAt, type ManifestFault } from './manifest-fault.ts';
import { MANIFEST_SCHEMA } from './manifest-schema.ts';
import { MANIFEST_SAYINGS, sayOfManifest as say } from './manifest-words.ts';

const ajv = new Ajv({ allErrors: true, verbose: true, discriminator: true, strict: true, strictRequired: false });
formats.default(ajv);
let compiled: ValidateFunction | null = null;

/** Every fault of what should be a manifest, already read from YAML or JSON; none: it is one. */
export function manifestFaults(value: unknown): readonly ManifestFault[] {
  compiled ??= ajv.compile(MANIFEST_SCHEMA);
  if (!compiled(value)) return distinct((compiled.errors ?? []).toSorted(byCause).flatMap(faultOf));
  return faultsBetweenFields(value as PluginManifest);
}

/** A manifest, or BAD_USER_INPUT with all that is wrong with it. */
export function readManifest(value: unknown): PluginManifest {
  const faults = manifestFaults(value);
  if (faults.length === 0) return value as PluginManifest;
  const said = faults.map(({ at, message }) => (at ? `${at}: ${message}` : message)).join(' ');
  throw new CityGraphError('BAD_USER_INPUT', `The manifest cannot be used. ${said}`, { extensions: { faults } });
}

function faultOf({ keyword, instancePath, params, parentSchema, data }: ErrorObject): ManifestFault[] {
  const at = dotted(instancePath);
  const fault = (text: LocalText, beneath = '') => [faultAt([at, beneath].filter(Boolean).join('.'), text)];
  const value = shown(data);
  const { limit } = params as { limit: number };
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params.additionalProperty);
      const known = knownTo(parentSchema);
      const meant = nearest(unknown, known);
      const hint = meant === null ? say('known', { names: known.join(', ') }) : say('did-you-mean', { name: meant });
      return fault(say('additionalProperties', { hint }), unknown);
    }
    case 'required':
      return fault(say('required'), String(params.missingProperty));
    case 'enum':
      return fault(say('enum', { allowed: (params.allowedValues as readonly unknown[]).join(', '), value }));
    case 'const':
      return fault(say('const', { allowed: shown(params.allowedValue), value }));
    case 'discriminator':
      return fault(say('discriminator'), String(params.tag));
    case 'pattern':
      return fault(say('pattern', { value, form: String(params.pattern) }));
    case 'format':
      return fault(say('format', { value, form: String(params.format) }));
    case 'propertyNames':
      return fault(say('propertyNames', { value: shown(params.propertyName) }));
    case 'type':
      return fault(say('type', { type: typeNamed(String(params.type)), value }));
    case 'uniqueItems':
      return fault(say('uniqueItems', { one: Number(params.j) + 1, other: Number(params.i) + 1 }));
    case 'minItems':
    case 'maxItems':
    case 'minLength':
    case 'maxLength':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
      return fault(say(keyword, { limit, value }));
    default:
      return fault(say('unknown', { value, keyword }));
  }
}

const knownTo = (schema: object | undefined): string[] =>
  Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});

/** A key that is misspelt is why another one is missing: it is told of first. */
const byCause = (one: ErrorObject, other: ErrorObject): number => Number(isMisspelt(other)) - Number(isMisspelt(one));

const isMisspelt = ({ keyword, params, parentSchema }: ErrorObject): boolean =>
  keyword === 'additionalProperties' && nearest(String(params.additionalProperty), knownTo(parentSchema)) !== null;

function typeNamed(type: string): Filling {
  const key = `type.${type}`;
  return Object.hasOwn(MANIFEST_SAYINGS, key) ? say(key as 'type.object') : type;
}

/** `/permissions/data/0/class` → `permissions.data[0].class` */
const dotted = (path: string): string =>
  path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((before, part) => (/^\d+$/.test(part) ? `${before}[${part}]` : before ? `${before}.${part}` : part), '');

function shown(value: unknown): Filling {
  try {
    const text = JSON.stringify(value) ?? 'nothing';
    return text.length > 80 ? `${text.slice(0, 77)}…` : text;
  } catch {
    return say('too-deep');
  }
}

/** A wrong name inside a map is told of twice. */
const distinct = (faults: readonly ManifestFault[]): readonly ManifestFault[] => [
  ...new Map(faults.map((fault) => [`${fault.at}\0${fault.message}`, fault])).values(),
];
