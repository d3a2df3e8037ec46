import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LocalText, nearest, StartError } from '@citygraph/contract';
import type { City } from './city/city.ts';
import { bundledCity, readCity } from './city/read-city.ts';
import { entityValues } from './entity-values.ts';
import { choosePluginNames, type NameChoices, type PluginNames } from './names.ts';
import { readOpenApi } from './openapi/read-open-api.ts';
import { restPlugin } from './openapi/rest-plugin.ts';
import { assertFree, type PlaceOptions, placeFolder } from './render/place-folder.ts';
import { type RenderedFile, renderTemplate } from './render/render-template.ts';
import { TEMPLATE_NAMES, type TemplateName } from './templates.ts';
import { say } from './words.ts';

export interface CreatePluginOptions extends NameChoices, PlaceOptions {
  /** One of `TEMPLATES`. */
  readonly template: string;
  /** Where its folder is made; default: where the process runs. */
  readonly within?: string;
  /** Of template `entity`: a shared entity of the city. */
  readonly entity?: string | undefined;
  /** Of template `rest`: an OpenAPI 3 document, a file or an address. */
  readonly openapi?: string | undefined;
  /** How the address is asked. Default: `fetch`. */
  readonly fetch?: typeof fetch | undefined;
  /** Folder of a fetched snapshot of the city's schemas; default: the one that this package brings. */
  readonly schema?: string | undefined;
}

export interface CreatedPlugin extends PluginNames {
  readonly template: TemplateName;
  /** Absolute. */
  readonly folder: string;
  /** From the folder, with `/`. */
  readonly files: readonly string[];
  /** What the template could not carry over, in sentences. */
  readonly notes: readonly LocalText[];
}

/**
 * Writes a plugin that passes the hub's checks as it is: all of its files or none.
 * @throws StartError that says which choice cannot be used, and what could be meant
 */
export async function createPlugin(options: CreatePluginOptions): Promise<CreatedPlugin> {
  const template = templateOf(options.template);
  const city = await (options.schema === undefined ? bundledCity() : readCity(options.schema));
  const names = choosePluginNames(options, city);
  const folder = resolve(options.within ?? '.', names.name);
  await assertFree(folder);
  const { files, notes } = await filesOf(template, names, city, options);
  await placeFolder(folder, files, options);
  return { ...names, template, folder, files: files.map(({ path }) => path), notes };
}

interface Made {
  readonly files: readonly RenderedFile[];
  readonly notes: readonly LocalText[];
}

async function filesOf(
  template: TemplateName,
  names: PluginNames,
  city: City,
  { entity, openapi, signal, fetch }: CreatePluginOptions,
): Promise<Made> {
  const folders = ['every', template].map((name) => fileURLToPath(new URL(`../templates/${name}/`, import.meta.url)));
  const common = {
    ...names,
    Namespace: `${names.namespace.charAt(0).toUpperCase()}${names.namespace.slice(1)}`,
    sdkVersion: await ownVersion(),
    extends: '',
    data: '[]',
    egressHosts: '',
  };
  refuseIdle(template, { entity, openapi });
  if (template === 'rest') {
    const rest = restPlugin(await readOpenApi(openapi, { signal, fetch }), common);
    const files = await renderTemplate(folders, { ...common, ...rest.values });
    return { files: [...files, ...rest.files], notes: rest.notes };
  }
  const values =
    template === 'entity'
      ? entityValues(entity, names, city)
      : { descriptionZh: '示例插件：自有类型', descriptionEn: 'An example of types of its own' };
  return { files: await renderTemplate(folders, { ...common, ...values }), notes: [] };
}

export function templateOf(said: string): TemplateName {
  const known = TEMPLATE_NAMES.find((name) => name === said);
  if (known) return known;
  const meant = nearest(said, TEMPLATE_NAMES);
  const hint = meant ? say('did-you-mean', { name: meant }) : say('there', { names: TEMPLATE_NAMES.join(', ') });
  throw new StartError(say('template.none', { name: JSON.stringify(said.slice(0, 60)), hint }));
}

/** A flag that changes nothing would be believed. */
function refuseIdle(
  template: TemplateName,
  { entity, openapi }: Pick<CreatePluginOptions, 'entity' | 'openapi'>,
): void {
  if (entity !== undefined && template !== 'entity') {
    throw new StartError(say('flag.entity', { template }));
  }
  if (openapi !== undefined && template !== 'rest') {
    throw new StartError(say('flag.openapi', { template }));
  }
}

/** All packages of a release have one version. */
async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
