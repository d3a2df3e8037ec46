/** Flags of every command that are followed by a value: what stands behind one is no command. */
const VALUED = ['--profile', '--hub', '--token-file', '--locale', '--timeout'];
/** Flags of every command that stand alone. */
const BOOLEAN = ['--json', '--no-color', '--help', '-h'];

export interface Found {
  /** `plugin check`; null: no such command. */
  readonly name: string | null;
  /** What stands where a command's name stands. */
  readonly words: readonly string[];
  /** What stands behind the words where a name was looked for no further: a flag that only some commands take, and all after it. */
  readonly left: readonly string[];
  /** Flags and arguments, without the name. */
  readonly rest: readonly string[];
}

/** A command's name is one word or two, before, between or behind flags that every command takes. */
export function findCommand(argv: readonly string[], names: readonly string[]): Found {
  const places: number[] = [];
  let index = 0;
  for (; index < argv.length && places.length < 2; index++) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (VALUED.includes(word)) index++;
    else if (!word.startsWith('-')) places.push(index);
    else if (places.length === 1 && !isOfEveryCommand(word)) break;
  }
  const words = places.map((place) => argv[place] ?? '');
  const left = argv.slice(index);
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ');
    if (words.length < count || !names.includes(name)) continue;
    const taken = places.slice(0, count);
    return { name, words, left, rest: argv.filter((_, index) => !taken.includes(index)) };
  }
  return { name: null, words, left, rest: [] };
}

const isOfEveryCommand = (word: string): boolean =>
  BOOLEAN.includes(word) || VALUED.some((flag) => word.startsWith(`${flag}=`));
