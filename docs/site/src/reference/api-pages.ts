import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, type DeclarationReflection, type ProjectReflection, type TypeDocOptions } from 'typedoc';
import { LANGUAGES, type Language } from '../navigation.ts';
import type { Page } from './reference-pages.ts';

/** What vendors import, by the name of its page: each package's public face, as its docstrings say it. */
export const API_PACKAGES = {
  'plugin-sdk': { name: '@citygraph/plugin-sdk', room: 'plugin-sdk/sdk' },
  'plugin-testing': { name: '@citygraph/plugin-testing', room: 'plugin-sdk/testing' },
  contract: { name: '@citygraph/contract', room: 'plugin-sdk/contract' },
  admission: { name: '@citygraph/admission', room: 'plugin-sdk/admission' },
} as const;

export type ApiName = keyof typeof API_PACKAGES;

const HEAD: Readonly<Record<Language, string>> = {
  en: 'Everything that the package exports, from its docstrings.',
  'zh-CN': '此包导出的全部内容，取自源码中的英文注释。',
};

const house = fileURLToPath(new URL('../../../../', import.meta.url));

/** The pages of the packages' own docstrings, in each language: the words around them; docstrings are English. Takes seconds: TypeDoc compiles each package. */
export async function apiPages(
  names: readonly ApiName[] = Object.keys(API_PACKAGES) as ApiName[],
): Promise<readonly Page[]> {
  const pages: Page[] = [];
  for (const name of names) {
    const { name: title, room } = API_PACKAGES[name];
    const body = await describePackage(join(house, room));
    for (const { code, folder } of LANGUAGES) {
      pages.push({ path: `${folder}reference/${name}.md`, text: `# ${title}\n\n${HEAD[code]}\n\n${body.trim()}\n` });
    }
  }
  return pages;
}

/** Names of what a package exports without a docstring. */
export async function unsaidOf(name: ApiName): Promise<readonly string[]> {
  const { project } = await readPackage(join(house, API_PACKAGES[name].room));
  return (project.children ?? []).filter((one) => !isSaid(one)).map((one) => one.name);
}

/** A function's docstring is its signature's; that of a constant that holds one is its type's. */
function isSaid(one: DeclarationReflection): boolean {
  const held = one.type?.type === 'reflection' ? one.type.declaration.signatures : [];
  return one.hasComment() || [...(one.signatures ?? []), ...(held ?? [])].some((signature) => signature.hasComment());
}

/** Markdown of everything that a package's `src/index.ts` exports. */
async function describePackage(room: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-docs-'));
  try {
    const { app, project } = await readPackage(room, folder);
    await app.generateOutputs(project);
    if (app.logger.hasErrors()) throw new Error(`${room} cannot be described: TypeDoc said why.`);
    return await readFile(join(folder, 'index.md'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What TypeDoc finds in a package; `folder` is where it would write. */
async function readPackage(
  room: string,
  folder = tmpdir(),
): Promise<{ readonly app: Application; readonly project: ProjectReflection }> {
  const options: Partial<TypeDocOptions> & Readonly<Record<string, unknown>> = {
    entryPoints: [join(room, 'src/index.ts')],
    tsconfig: join(room, 'tsconfig.json'),
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    outputs: [{ name: 'markdown', path: folder }],
    // One file a package.
    router: 'module',
    entryFileName: 'index',
    readme: 'none',
    githubPages: false,
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
    // `tsc -b` has judged them.
    skipErrorChecking: true,
    validation: false,
    logLevel: 'Error',
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
    sort: ['alphabetical'],
    hidePageTitle: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error(`${room} cannot be described: TypeDoc found nothing in it.`);
  return { app, project };
}
