import type { CommandFacts, FlagFacts } from '../reference/commands-page.ts';
import { wordsOf } from '../snippets/command-lines.ts';

/** What a line of a page may name. */
export interface Known {
  readonly commands: readonly CommandFacts[];
  /** Scripts of the plugin's package.json, or of this repository's. */
  readonly scripts: readonly string[];
  /** Whether a document says this environment variable. */
  readonly isVariable: (name: string) => boolean;
}

/** What is wrong with a command line; null: whoever types it is understood. */
export function commandFault(line: string, known: Known): string | null {
  const inner = /\$\((.+)\)/.exec(line)?.[1];
  if (inner !== undefined) {
    return commandFault(inner, known) ?? commandFault(line.replace(/"?\$\(.+\)"?/, 'value'), known);
  }
  const [plain = '', behind] = line.split(/ \|\| | && /);
  if (behind !== undefined && !/^test \$\? -eq \d+$/.test(behind)) return `${behind} is nothing that a page may say`;
  const [program = '', ...words] = wordsOf(plain.replace(/ > [\w.-]+$/, ''));
  if (program === 'npx' || program === 'citygraph') {
    return citygraphFault(program === 'npx' ? words.slice(1) : words, known.commands);
  }
  if (program === 'npm') return npmFault(words, known.scripts);
  if (program === 'export' || /^\w+=/.test(program)) {
    const [name = ''] = (program === 'export' ? (words[0] ?? '') : program).split('=');
    return known.isVariable(name) || name === 'TOKEN' ? null : `${name} is a variable that no document knows`;
  }
  if (program === 'docker') return dockerFault(words, known.isVariable);
  if (program === 'rm')
    return words.join(' ') === '-r test' ? null : `rm ${words.join(' ')} is more than a page may take away`;
  return program === 'cd' && words.length === 1 ? null : `${program} is a program that no test knows`;
}

function citygraphFault(words: readonly string[], commands: readonly CommandFacts[]): string | null {
  const of = (count: number) => commands.find(({ command }) => command === words.slice(0, count).join(' '));
  const found = of(2) ?? of(1);
  if (found === undefined) return `there is no command ${words.slice(0, 2).join(' ')}`;
  const rest = [...words.slice(found.command.split(' ').length)];
  const given = new Set<string>();
  const positional: string[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name === undefined) {
      positional.push(word);
      continue;
    }
    const flag = flagOf(name, found.flags);
    if (flag === undefined) return `${found.command} has no --${name}`;
    if (flag.type === 'option' && value === undefined && rest.shift() === undefined) return `--${name} lacks its value`;
    given.add(flag.name);
  }
  const missing = found.flags.find(({ name, required }) => required && !given.has(name));
  if (missing) return `${found.command} needs --${missing.name}`;
  const needed = found.args.filter(({ required }) => required).length;
  if (positional.length < needed || positional.length > found.args.length)
    return `${found.command} takes ${found.args.length} arguments: ${positional.join(' ')}`;
  return null;
}

const flagOf = (name: string, flags: readonly FlagFacts[]): FlagFacts | undefined =>
  flags.find((flag) => flag.name === name || (flag.type === 'boolean' && `no-${flag.name}` === name));

function npmFault(words: readonly string[], scripts: readonly string[]): string | null {
  // Tests run these lines themselves.
  if (['create', 'install', 'pkg'].includes(words[0] ?? '')) return null;
  const names = words.filter((word) => !word.startsWith('-'));
  const script = names[0] === 'run' ? names[1] : names[0];
  return script !== undefined && scripts.includes(script) ? null : `there is no script ${script}`;
}

function dockerFault([verb, ...words]: readonly string[], isVariable: Known['isVariable']): string | null {
  if (verb === 'build') return words.join(' ') === '-t aqi .' ? null : `docker build ${words.join(' ')}`;
  if (verb !== 'run') return `docker ${verb} is nothing that a page may say`;
  const unknown = words.filter((_, index) => words[index - 1] === '-e').find((name) => !isVariable(name));
  return unknown === undefined ? null : `${unknown} is a variable that no document knows`;
}
