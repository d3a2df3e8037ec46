import { type CityNames, cityNameUnder, HANDLE, isReservedName, NAMESPACE, StartError } from '@citygraph/contract';

/** What a plugin is called, everywhere it is called something. */
export interface PluginNames {
  /** Folder, package, subgraph, last part of the id: `air-quality`. */
  readonly name: string;
  /** `airquality`: fields begin with `airquality_`, types with `Airquality`. */
  readonly namespace: string;
  readonly publisher: string;
}

export interface NameChoices {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly publisher?: string | undefined;
}

/** A publisher that nobody has registered. */
const NOBODY = 'example-lab';
const LONGEST_NAMESPACE = 16;

/** Names as the registry takes them. @throws StartError that says which is wrong and what would be right */
export function choosePluginNames(
  { name, namespace, publisher = NOBODY }: NameChoices,
  city: CityNames & { readonly subgraphs: readonly string[] },
): PluginNames {
  assertHandle('name', name);
  assertHandle('publisher', publisher);
  if (city.subgraphs.includes(name)) throw new StartError(`${name} is a department of the city: choose another name.`);
  const chosen = namespace ?? name.replaceAll('-', '').slice(0, LONGEST_NAMESPACE);
  if (!NAMESPACE.test(chosen)) {
    throw new StartError(
      `The namespace ${quote(chosen)} is none: give --namespace 3 to 16 small letters and digits, a letter first, such as aqi.`,
    );
  }
  assertNotReserved('namespace', chosen);
  const mixed = cityNameUnder(chosen, city);
  if (mixed !== undefined) {
    throw new StartError(
      `The namespace ${chosen} would mix with the city's own ${mixed}: give another with --namespace, such as my${chosen.slice(0, 14)}.`,
    );
  }
  return { name, namespace: chosen, publisher };
}

function assertHandle(flag: string, text: string): void {
  if (HANDLE.test(text) && text.length >= 3 && text.length <= 31) {
    assertNotReserved(flag, text);
    return;
  }
  const meant = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 31);
  const hint = HANDLE.test(meant) && meant.length >= 3 ? ` Did you mean ${meant}?` : '';
  throw new StartError(
    `The ${flag} ${quote(text)} is none: give 3 to 31 small letters and digits, a letter first, single hyphens between.${hint}`,
  );
}

function assertNotReserved(flag: string, text: string): void {
  if (isReservedName(text)) throw new StartError(`The ${flag} ${text} is reserved: choose one of your own.`);
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 60));
