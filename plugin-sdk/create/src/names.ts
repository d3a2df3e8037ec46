import { type CityNames, cityNameUnder, HANDLE, isReservedName, NAMESPACE, StartError } from '@citygraph/contract';
import { say } from './words.ts';

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
  if (city.subgraphs.includes(name)) throw new StartError(say('name.department', { name }));
  const chosen = namespace ?? name.replaceAll('-', '').slice(0, LONGEST_NAMESPACE);
  if (!NAMESPACE.test(chosen)) {
    throw new StartError(say('name.no-namespace', { name: quote(chosen) }));
  }
  assertNotReserved('namespace', chosen);
  const mixed = cityNameUnder(chosen, city);
  if (mixed !== undefined) {
    throw new StartError(say('name.mixed', { namespace: chosen, name: mixed, other: `my${chosen.slice(0, 14)}` }));
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
  const hint = HANDLE.test(meant) && meant.length >= 3 ? say('did-you-mean', { name: meant }) : '';
  throw new StartError(say('name.no-handle', { flag, name: quote(text), hint }));
}

function assertNotReserved(flag: string, text: string): void {
  if (isReservedName(text)) throw new StartError(say('name.reserved', { flag, name: text }));
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 60));
