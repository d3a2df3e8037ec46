import { access, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LocalText } from '@citygraph/contract';
import { chooseLocale } from '@citygraph/contract/locale';
import { boolean, integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import { freePort, isFree } from '../../dev/free-port.ts';
import { headersFrom } from '../../dev/headers-from.ts';
import { pluginProcess } from '../../dev/plugin-process.ts';
import { type Changes, watchProject } from '../../dev/watch-project.ts';
import { grantedNames } from '../../plugin/granted-names.ts';
import { inReadersWords } from '../../plugin/in-readers-words.ts';
import { findingLine } from '../../plugin/judge-project.ts';
import { readProject } from '../../plugin/project.ts';
import { loadTesting } from '../../plugin/project-package.ts';
import { readCity, writeCity } from '../../schema/city-folder.ts';
import { fetchCity } from '../../schema/fetch-city.ts';
import { SCHEMA_FLAG, schemaFolder } from '../../schema/schema-flag.ts';
import { isStartError, textOfStartError } from '../../start-errors.ts';

export const command = defineCommand({
  // The plugin's process and the local hub are stopped first.
  endsItself: true,
  flags: {
    manifest: string(),
    sdl: string(),
    ...SCHEMA_FLAG,
    run: string({ default: 'node src/main.ts' }),
    watch: string({ multiple: true }),
    port: integer(),
    header: string({ multiple: true }),
    claim: string({ multiple: true }),
    live: boolean({ default: false }),
    offline: boolean({ default: false }),
    once: boolean({ default: false }),
  },
  examples: [
    ['citygraph plugin dev', 'The city’s graph with your plugin in it, and an explorer'],
    ['citygraph plugin dev --header "authorization: Bearer farmer" --port 4010', 'As one of the made-up people'],
    [
      'citygraph plugin dev --run "python -m aqi" --watch aqi',
      'In another language, started anew when its code changes',
    ],
  ],
  async run({ flags, world, session, hub, m, progress, warn }) {
    if (flags.port !== undefined && (flags.port < 1 || flags.port > 65_535)) {
      throw new CommandError('USAGE', 'error.bad-port', { value: flags.port });
    }
    if (flags.port !== undefined && !(await isFree(flags.port))) {
      throw new CommandError('USAGE', 'error.port-busy', { port: flags.port });
    }
    const headers = headersFrom(flags.header ?? []);
    if (flags.live && flags.offline) throw new CommandError('USAGE', 'error.live-offline');
    if (flags.live) await assertSignedIn(session);
    const project = await readProject(world.cwd, flags);
    const code = await foldersOfCode(flags.watch ?? [], project.folder, world.cwd);
    const testing = await loadTesting(project.folder, warn);
    const schema = await schemaOf({ flags, world, session, hub });
    const port = await freePort();
    const { sdlFile: file, sdlPath, manifestPath, folder } = project;
    const local = await testing.startDevHub({
      manifest: project.manifest,
      sdl: project.sdl,
      file,
      url: `http://127.0.0.1:${port}/graphql`,
      ...(schema && { schema }),
      ...(flags.port !== undefined && { port: flags.port }),
      headers,
      language: chooseLocale(flags.locale, world.env) === 'zh-CN' ? 'zh' : 'en',
      claims: await grantedNames(project.folder, project.manifest.publisher, flags),
      ...(flags.live && {
        live: {
          endpoint: `${await session.hub()}/graphql`,
          token: async () => (await session.bearer())?.token ?? '',
          fetch: world.fetch,
        },
      }),
      onFinding: (finding) =>
        progress({
          tone: 'warn',
          text: m('say.finding', { finding: inBoth((language) => testing.sayHubFinding(finding, language)) }),
        }),
    });
    const told = async ({ serving, findings, refused, ms }: typeof local.first): Promise<void> => {
      const inOrder = await inReadersWords(findings, { flags, world });
      const said = [
        ...inOrder.map((finding) => findingLine(finding, file)),
        ...(refused === null ? [] : [m('say.finding', { finding: refused })]),
      ];
      progress(
        ...said.map((text) => ({ tone: serving ? ('warn' as const) : ('bad' as const), text })),
        serving
          ? { tone: 'good', text: m('say.dev-recomposed', { file, ms: Math.round(ms) }) }
          : { tone: 'bad', text: m('say.dev-refused', { file }) },
      );
    };
    const plugin = pluginProcess({
      command: flags.run,
      folder,
      env: { ...world.env, ...local.environment, HOST: '127.0.0.1', PORT: String(port) },
      said: (text) => world.stderr.write(text),
      crashed: (by) => progress({ tone: 'bad', text: m('say.plugin-ended', { command: flags.run, by }) }),
    });
    try {
      await told(local.first);
      const { serving, admitted, findings } = local.first;
      if (!flags.once) {
        await plugin.start();
        progress({ tone: 'good', text: m('say.dev-serving', { origin: local.origin }) });
        if (flags.live) progress(...local.greeting.map((text) => m('say.finding', { finding: text })));
        let turn: Promise<void> = Promise.resolve();
        const changed = ({ schema: isSchema }: Changes): void => {
          turn = turn
            .then(async () => {
              if (isSchema) {
                const { sdl, manifest } = await readProject(world.cwd, flags);
                await told(await local.recompose(sdl, manifest));
              }
              await plugin.start();
              progress(m('say.dev-started', { command: flags.run }));
            })
            .catch((error: unknown) => progress({ tone: 'bad', text: sentenceOf(error, m) }));
        };
        const { signal } = world;
        const failed = (reason: string) => progress({ tone: 'warn', text: m('say.watch-failed', { reason }) });
        const watched = watchProject({ declared: [manifestPath, sdlPath], code, signal, changed, failed });
        if (watched.length === 0)
          progress({ tone: 'warn', text: m('say.code-not-watched', { folder: code[0] ?? '' }) });
        await untilInterrupted(world.signal);
      }
      const [first] = await inReadersWords(findings, { flags, world });
      return {
        data: { serving, admitted, findings },
        text: [],
        ...(flags.once &&
          !admitted && {
            problem: new CommandError('REFUSED', 'error.not-composed', {
              file,
              count: findings.length,
              message: first?.message ?? '',
            }),
          }),
      };
    } finally {
      await Promise.all([plugin.stop(), local.close()]);
    }
  },
});

/** Folders that are named, which must be there; else `src`, which a plugin in another language may do without. */
async function foldersOfCode(named: readonly string[], folder: string, cwd: string): Promise<string[]> {
  if (named.length === 0) return [join(folder, 'src')];
  const paths = named.map((name) => resolve(cwd, name));
  for (const [index, path] of paths.entries()) {
    const isFolder = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new CommandError('USAGE', 'error.no-folder', { flag: '--watch', value: named[index] ?? '' });
  }
  return paths;
}

/** Asked as nobody, a live city would refuse most of what it is asked. */
async function assertSignedIn(session: CommandContext['session']): Promise<void> {
  if ((await session.bearer()) !== null) return;
  const hub = await session.hub();
  throw new CommandError('NOT_SIGNED_IN', 'error.not-signed-in', { hub }, { suggestions: [['hint.login']] });
}

type Sources = Pick<CommandContext, 'world' | 'session' | 'hub'> & {
  readonly flags: { readonly schema?: string | undefined; readonly offline: boolean };
};

/** The folder that was named; else the hub's schema of now where a hub is named, or the last snapshot; undefined: the testing package's own. */
async function schemaOf({ flags, world, session, hub }: Sources): Promise<string | undefined> {
  const folder = await schemaFolder(world.cwd, flags.schema);
  // A folder that somebody named may be theirs to keep: `schema fetch --schema` writes it.
  if (flags.schema !== undefined) {
    await readCity(folder);
    return folder;
  }
  const isNamed = await session.hub().then(
    () => true,
    () => false,
  );
  if (isNamed && !flags.offline) {
    await writeCity(folder, await fetchCity(await hub()).catch(orOffline));
    return folder;
  }
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere && !flags.offline) return undefined;
  await readCity(folder);
  return folder;
}

/** A hub that was named once may be out of reach for an afternoon: the last snapshot will do. */
function orOffline(error: unknown): never {
  if (!(error instanceof CommandError) || !UNREACHABLE.has(error.code)) throw error;
  const { details } = error;
  const suggestions = [['hint.offline'] as const, ...(details.suggestions ?? [])];
  throw Object.assign(error, { details: { ...details, suggestions } });
}

const UNREACHABLE: ReadonlySet<string> = new Set(['HUB_UNREACHABLE', 'HUB_FAILED', 'PROXY_REFUSED']);

const untilInterrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((end) => {
    if (signal.aborted) end();
    else signal.addEventListener('abort', () => end(), { once: true });
  });

const inBoth = (say: (language: keyof LocalText) => string): LocalText => ({ zh: say('zh'), en: say('en') });

const sentenceOf = (error: unknown, m: CommandContext['m']): string => {
  if (error instanceof CommandError && error.key !== null) return m(error.key, error.values);
  return isStartError(error) ? m('say.finding', { finding: textOfStartError(error) }) : String(error);
};
