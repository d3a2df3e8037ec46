import { describe, expect, it } from '@jest/globals';
import { COMMAND_NAMES, COMMANDS, type CommandName } from './command-table.ts';
import { findCommand } from './find-command.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { argKey, summaryKey } from './help/help.ts';
import { en } from './messages/en.ts';
import { flagsOf, parseCommand } from './parse-command.ts';

/** Words of a line as a shell would make them. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|([^\s"<>|]+)/g)]
    .map(([, quoted, bare]) => quoted ?? bare ?? '')
    .filter((word) => !/^[A-Z_]+=/.test(word));

describe.each(COMMAND_NAMES.map((name) => [name] as const))('%s', (name) => {
  it('has three examples that its own parser takes', async () => {
    const { command } = await COMMANDS[name]();
    expect(command.examples).toHaveLength(3);
    for (const [line] of command.examples) {
      const words = wordsOf(
        line
          .replace(/.*\$\((.*)\).*/, '$1')
          .replace(/.*<\((.*)\)/, '$1')
          .replace(/ > .*/, ''),
      );
      const argv = words.slice(words.indexOf('citygraph') + 1);
      const found = findCommand(argv, COMMAND_NAMES);
      expect(found.name).toBe(name);
      await expect(parseCommand(name, command, found.rest)).resolves.toBeDefined();
    }
  });

  it('has a sentence for itself, for what stands behind it and for each of its flags', async () => {
    const { command } = await COMMANDS[name]();
    const keys = [
      summaryKey(name),
      ...Object.keys(command.args).map(argKey),
      ...Object.keys(flagsOf(command)).map((flag) => `flag.${flag}`),
    ];
    expect(keys.filter((key) => !(key in en))).toEqual([]);
  });

  it('can say what it would send, if it changes anything', async () => {
    const { command } = await COMMANDS[name]();
    const flags = Object.keys(flagsOf(command));
    expect(flags.includes('dry-run')).toBe(command.mutates);
    expect(flags.includes('yes')).toBe(command.isDestructive);
  });
});

describe('a command’s name', () => {
  const names: readonly string[] = ['plugin check', 'doctor'] satisfies CommandName[];
  it.each<[string, string | null, string[]]>([
    ['plugin check --fix', 'plugin check', ['--fix']],
    ['--json plugin check', 'plugin check', ['--json']],
    ['--hub https://a plugin check', 'plugin check', ['--hub', 'https://a']],
    ['plugin --json check', 'plugin check', ['--json']],
    ['plugin --no-color --hub=https://a check --fix', 'plugin check', ['--no-color', '--hub=https://a', '--fix']],
    ['plugin --fix check', null, []],
    ['plugin -- check', null, []],
    ['doctor now', 'doctor', ['now']],
    ['--profile doctor', null, []],
    ['', null, []],
  ])('in "%s" is %p', (line, name, rest) => {
    expect(findCommand(line.split(' ').filter(Boolean), names)).toMatchObject({ name, rest });
  });

  it('is looked for behind every flag that every command takes, and behind no other', async () => {
    const { command } = await COMMANDS['plugin check']();
    for (const [flag, { type, char }] of Object.entries(flagsOf(command))) {
      for (const written of [`--${flag}`, ...(char ? [`-${char}`] : [])]) {
        const between = type === 'boolean' ? [written] : [written, 'x'];
        const { name } = findCommand(['plugin', ...between, 'check'], names);
        expect([flag, name]).toEqual([flag, flag in GLOBAL_FLAGS ? 'plugin check' : null]);
      }
    }
  });

  it('is found from help, from a noun, and from nothing', async () => {
    const { openDesk } = await import('./testing/desk.ts');
    const desk = await openDesk();
    try {
      for (const argv of [
        [],
        ['help'],
        ['plugin'],
        ['help', 'plugin', 'check'],
        ['plugin', 'check', '--help'],
        ['--version'],
      ]) {
        const { exit, out, err } = await desk.run(argv);
        expect([exit, err, out.length > 20]).toEqual([0, '', true]);
      }
      expect((await desk.run(['help', 'plugin', 'check'], { env: { LANG: 'zh_CN.UTF-8' } })).out).toContain('不连平台');
    } finally {
      await desk.close();
    }
  });
});
