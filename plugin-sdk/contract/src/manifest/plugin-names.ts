/** What the registry takes for a publisher or a plugin: 3 to 31 characters of it. */
export const HANDLE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** What a plugin's `namespace` looks like: a lower-case letter, then 2 to 15 lower-case letters or digits. */
export const NAMESPACE = /^[a-z][a-z0-9]{2,15}$/;

/** What would be taken for the city, for a department, for the hub or for a word of the machinery. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(
  (
    'admin administrator agriculture anonymous api apollo app apps auth canary changchun city citygraph citygraph-hub commerce console control core ' +
    'default department departments education energy entities entity explorer federation finance gateway gov government graph graphql health hub ' +
    'identity introspection join kit ledger link marketplace mutation null official operator plugin plugins policy public publisher query registry ' +
    'resident root router sandbox schema sdk security service stable subgraph subscription supergraph support system tenant test type vendor www'
  ).split(' '),
);

/** A handle, namespace or plugin that speaks for the city would be believed. */
export const isReservedName = (name: string): boolean =>
  RESERVED_NAMES.has(name) || name.split('-').some((part) => part === 'city' || part === 'official');

/** The city's names, as its schemas have them. */
export interface CityNames {
  readonly types: readonly string[];
  readonly fields: readonly string[];
}

/** Types under `iov` begin with `Iov`, fields with `iov_`: the city's own name that begins so as well; undefined: there is none. */
export function cityNameUnder(namespace: string, { types, fields }: CityNames): string | undefined {
  const typePrefix = typePrefixOf(namespace);
  const begins = (name: string, prefix: string): boolean =>
    name.startsWith(prefix) && !/^[a-z]/.test(name.slice(prefix.length));
  return types.find((name) => begins(name, typePrefix)) ?? fields.find((name) => begins(name, namespace));
}

const typePrefixOf = (namespace: string): string => namespace.charAt(0).toUpperCase() + namespace.slice(1);

/** Under `iov` are `Iov`, `IovVehicle`, `Iov_2`: not `Iovx`, which is another's, nor `Iov2`, which could be. */
export function isTypeUnder(namespace: string, name: string): boolean {
  const prefix = typePrefixOf(namespace);
  return name.startsWith(prefix) && /^($|[A-Z_])/.test(name.slice(prefix.length));
}

/** Under `iov` is `iov_vehicle`. */
export const isFieldUnder = (namespace: string, name: string): boolean =>
  name.startsWith(`${namespace}_`) && /^[A-Za-z0-9]/.test(name.slice(namespace.length + 1));
