export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export interface CompletedCommand {
  /** `plugin check` */
  readonly name: string;
  /** Without dashes. */
  readonly flags: readonly string[];
}

/** A script that completes commands and flags by itself, without asking us at every key. */
export function completionScript(shell: Shell, commands: readonly CompletedCommand[]): string {
  if (shell === 'fish') return fish(commands);
  const lines = bash(commands);
  return shell === 'bash' ? lines : `#compdef citygraph\nautoload -U +X bashcompinit && bashcompinit\n${lines}`;
}

const topicsOf = (commands: readonly CompletedCommand[]): string[] => [
  ...new Set(commands.map(({ name }) => name.split(' ')[0] ?? '')),
];

const verbsOf = (topic: string, commands: readonly CompletedCommand[]): string[] =>
  commands.flatMap(({ name }) => (name.startsWith(`${topic} `) ? [name.slice(topic.length + 1)] : []));

function bash(commands: readonly CompletedCommand[]): string {
  const dashed = (flags: readonly string[]): string => flags.map((flag) => `--${flag}`).join(' ');
  const verbs = topicsOf(commands).flatMap((topic) => {
    const words = verbsOf(topic, commands);
    return words.length === 0 ? [] : [`      ${topic}) words="${words.join(' ')}" ;;`];
  });
  return `_citygraph() {
  local words="" current="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${topicsOf(commands).join(' ')} help"
  elif [ "$COMP_CWORD" -eq 2 ] && [ "\${current#-}" = "$current" ]; then
    case "\${COMP_WORDS[1]}" in
${verbs.join('\n')}
    esac
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${commands.map(({ name, flags }) => `      "${name}"${name.includes(' ') ? '' : '*'}) words="${dashed(flags)}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _citygraph citygraph`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const topics = topicsOf(commands);
  return [
    'complete -c citygraph -f',
    `complete -c citygraph -n "test (count (commandline -opc)) -eq 1" -a "${topics.join(' ')} help"`,
    ...topics.flatMap((topic) => {
      const verbs = verbsOf(topic, commands);
      const here = `test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from ${topic}`;
      return verbs.length === 0 ? [] : [`complete -c citygraph -n "${here}" -a "${verbs.join(' ')}"`];
    }),
    ...commands.flatMap(({ name, flags }) => {
      const seen = name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return flags.map((flag) => `complete -c citygraph -n "${seen}" -l ${flag}`);
    }),
  ].join('\n');
}
