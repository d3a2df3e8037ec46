import { manifestFaults, type PluginManifest, StartError } from '@citygraph/contract';
import { parse } from 'yaml';
import type { AdmissionManifest, UsedCoordinate } from '../admission.ts';

/** A hub's `citygraph.yaml`, by its `apiVersion`; or `data` and `persons` alone, for who composes without a hub. */
export function readManifest(text: string, path: string): AdmissionManifest {
  const said = mapping(text, '--manifest', path);
  if (said.apiVersion !== undefined) return ofHub(said, path);
  const wrong = (what: string) => new StartError(`--manifest: ${path}: ${what}`);
  const { data, persons } = said;
  if (data !== undefined && !isTextList(data)) throw wrong('data is no list of coordinates such as Resident.name.');
  if (persons === undefined || persons === null) return data ? { data } : {};
  if (!isMapping(persons)) throw wrong('persons is no mapping with arguments, subject and tenant.');
  const { arguments: list, subject, tenant, ...unknown } = persons;
  const extra = Object.keys(unknown)[0];
  if (extra !== undefined)
    throw wrong(`persons has ${JSON.stringify(extra)}; it may have arguments, subject and tenant.`);
  if (subject !== undefined && typeof subject !== 'boolean') throw wrong('persons.subject is neither true nor false.');
  if (tenant !== undefined && typeof tenant !== 'boolean') throw wrong('persons.tenant is neither true nor false.');
  if (list !== undefined && !(isMapping(list) && Object.values(list).every((key) => typeof key === 'string'))) {
    throw wrong('persons.arguments is no mapping of "Type.field(argument:)" to Type.key.');
  }
  return {
    ...(data ? { data } : {}),
    persons: {
      ...(list ? { arguments: list as Readonly<Record<string, string>> } : {}),
      ...(subject === undefined ? {} : { subject }),
      ...(tenant === undefined ? {} : { tenant }),
    },
  };
}

function ofHub(said: Readonly<Record<string, unknown>>, path: string): AdmissionManifest {
  const [fault] = manifestFaults(said);
  if (fault) throw new StartError(`--manifest: ${path}: ${[fault.at, fault.message].filter(Boolean).join(': ')}`);
  const { data, persons = {} } = (said as unknown as PluginManifest).permissions;
  return { data: data.map(({ coordinate }) => coordinate), persons };
}

export function readUsage(text: string, path: string): UsedCoordinate[] {
  return Object.entries(mapping(text, '--usage', path)).map(([coordinate, count]) => {
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return { coordinate, count };
    throw new StartError(
      `--usage: ${path}: the count of ${coordinate} is ${JSON.stringify(count)}, no whole number from 0.`,
    );
  });
}

/** One a line; `#` begins a comment, a dash before a name is a list's. */
export function readClaims(text: string, path: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const claim = line
      .replace(/#.*$/, '')
      .replace(/^\s*-\s+/, '')
      .trim();
    if (claim === '') return [];
    if (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(claim)) return claim;
    throw new StartError(
      `--claims: ${path}, line ${index + 1}: ${JSON.stringify(claim)} is neither Type.field nor Type.`,
    );
  });
}

function mapping(text: string, flag: string, path: string): Readonly<Record<string, unknown>> {
  let said: unknown;
  try {
    said = parse(text, { maxAliasCount: 10, uniqueKeys: true });
  } catch (error) {
    throw new StartError(`${flag}: ${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isMapping(said)) return said;
  throw new StartError(`${flag}: ${path} is no YAML mapping.`);
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'string');
