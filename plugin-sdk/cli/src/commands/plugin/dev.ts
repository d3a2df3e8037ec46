import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LocalText } from '@citygraph/contract';
import { chooseLocale } from '@citygraph/contract/locale';
import { boolean, integer, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import { type CommandContext, defineCommand } from '../../define-command.ts';
import { cityForDev } from '../../dev/city-for-dev.ts';
import { holdPort, isFree } from '../../dev/free-port.ts';
import { headersFrom } from '../../dev/headers-from.ts';
import { pluginProcess } from '../../dev/plugin-process.ts';
import { recomposedLines } from '../../dev/recomposed-lines.ts';
import { type Changes, watchProject } from '../../dev/watch-project.ts';
import type { Line } from '../../output/line.ts';
import { problemLines } from '../../output/problem-lines.ts';
import { grantedNames, namesFile } from '../../plugin/granted-names.ts';
import { inReadersWords } from '../../plugin/in-readers-words.ts';
import { placeInManifest } from '../../plugin/place-in-manifest.ts';
import { type Project, readProject } from '../../plugin/project.ts';
import { loadTesting } from '../../plugin/project-package.ts';
import { refusalOf } from '../../plugin/refusal.ts';
import { problemOf } from '../../problem-of.ts';
import { SCHEMA_FLAG } from '../../schema/schema-flag.ts';
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
    [
      'citygraph plugin dev',
      { en: 'The city’s graph with your plugin in it, and an explorer', zh: '含有您插件的城市图，并附查询页面' },
    ],
    [
      'citygraph plugin dev --header "authorization: Bearer farmer" --port 4010',
      { en: 'As one of the made-up people', zh: '以某个虚构人物的身份' },
    ],
    [
      'citygraph plugin dev --run "python -m aqi" --watch aqi',
      { en: 'In another language, started anew when its code changes', zh: '用其他语言编写，代码改动后重新启动' },
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
    const { sdlFile: file, sdlPath, manifestPath, folder } = project;
    const schema = await cityForDev({ flags, world, session, hub, warn, manifestPath });
    const namesOf = ({ manifest }: Project) => grantedNames(folder, manifest.publisher, flags);
    const claims = await namesOf(project);
    const live = flags.live && {
      endpoint: `${await session.hub()}/graphql`,
      token: async () => (await session.bearer())?.token ?? '',
      fetch: world.fetch,
    };
    const { port, release } = await holdPort();
    const begin = async () =>
      testing.startDevHub({
        manifest: project.manifest,
        sdl: project.sdl,
        file,
        url: `http://127.0.0.1:${port}/graphql`,
        ...(schema && { schema }),
        ...(flags.port !== undefined && { port: flags.port }),
        headers,
        language: chooseLocale(flags.locale, world.env) === 'zh-CN' ? 'zh' : 'en',
        claims,
        ...(live && { live }),
        onFinding: (finding) =>
          progress({
            tone: 'warn',
            text: m('say.finding', { finding: inBoth((language) => testing.sayHubFinding(finding, language)) }),
          }),
      });
    const local = await begin().catch(async (error: unknown) => {
      await release();
      throw error;
    });
    const told = async (saved: typeof local.first, now: Project) => {
      const placed = placeInManifest(saved.findings, now);
      const findings = await inReadersWords(placed, { flags, world });
      progress(...recomposedLines({ ...saved, findings }, file, m));
      return { placed, findings };
    };
    const plugin = pluginProcess({
      command: flags.run,
      folder,
      env: { ...world.env, ...local.environment, HOST: '127.0.0.1', PORT: String(port) },
      said: (text) => world.stderr.write(text),
      crashed: (by) => progress({ tone: 'bad', text: m('say.plugin-ended', { command: flags.run, by }) }),
    });
    try {
      const { serving, admitted } = local.first;
      const { placed, findings } = await told(local.first, project);
      if (!flags.once) {
        await release();
        await plugin.start();
        progress({ tone: 'good', text: m('say.dev-serving', { origin: local.origin }) });
        if (flags.live) progress(...local.greeting.map((text) => m('say.finding', { finding: text })));
        let turn: Promise<void> = Promise.resolve();
        // What is saved while the last save is being worked on is worked on once.
        const saved: boolean[] = [];
        const changed = ({ schema }: Changes): void => {
          if (saved.push(schema) > 1) return;
          turn = turn
            .then(async () => {
              if (saved.splice(0).includes(true)) {
                const now = await readProject(world.cwd, flags);
                await told(await local.recompose(now.sdl, now.manifest, await namesOf(now)), now);
              }
              if (saved.length > 0) return;
              await plugin.start();
              progress(m('say.dev-started', { command: flags.run }));
            })
            .catch((error: unknown) => progress(...goesOnDespite(error, { world, m })));
        };
        const { signal } = world;
        const failed = (reason: string) => progress({ tone: 'warn', text: m('say.watch-failed', { reason }) });
        const declared = [manifestPath, sdlPath, await namesFile(folder)];
        const watched = watchProject({ declared, code, signal, changed, failed });
        if (watched.length === 0)
          progress({ tone: 'warn', text: m('say.code-not-watched', { folder: code[0] ?? '' }) });
        await untilInterrupted(world.signal);
      }
      const count = findings.length;
      const problem = serving
        ? refusalOf(findings, file)
        : new CommandError('REFUSED', 'error.not-composed', { file, count, message: findings[0]?.message ?? '-' });
      return {
        data: { serving, admitted, findings: placed },
        text: [],
        ...(flags.once && !admitted && { problem }),
      };
    } finally {
      await Promise.all([release(), plugin.stop(), local.close()]);
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

const untilInterrupted = (signal: AbortSignal): Promise<void> =>
  new Promise((end) => {
    if (signal.aborted) end();
    else signal.addEventListener('abort', () => end(), { once: true });
  });

const inBoth = (say: (language: keyof LocalText) => string): LocalText => ({ zh: say('zh'), en: say('en') });

/** What was saved cannot be used: all that is wrong with it, as a command would end with it; but nothing ends. */
function goesOnDespite(error: unknown, { world, m }: Pick<CommandContext, 'world' | 'm'>): Line[] {
  if (isStartError(error)) return [{ tone: 'bad', text: m('say.finding', { finding: textOfStartError(error) }) }];
  const problem = problemOf(error, world);
  const file = problem.details.location?.file;
  return [
    ...problemLines(problem, m, null),
    ...(file === undefined ? [] : [{ tone: 'bad', text: m('say.dev-refused', { file }) } as const]),
  ];
}
