/** Flags of every command that are followed by a value: what stands behind one is no command. */
const VALUED = new Set(['--profile', '--hub', '--token-file', '--locale', '--timeout']);

export interface Found {
  /** `plugin check`; null: no such command. */
  readonly name: string | null;
  /** What stands where a command's name stands. */
  readonly words: readonly string[];
  /** Flags and arguments, without the name. */
  readonly rest: readonly string[];
}

/** A command's name is one word or two, before or behind flags that every command takes. */
export function findCommand(argv: readonly string[], names: readonly string[]): Found {
  const places: number[] = [];
  for (let index = 0; index < argv.length && places.length < 2; index++) {
    const word = argv[index] ?? '';
    if (word === '--') break;
    if (VALUED.has(word)) index++;
    else if (!word.startsWith('-')) places.push(index);
    else if (places.length === 1) break;
  }
  const words = places.map((place) => argv[place] ?? '');
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(' ');
    if (words.length < count || !names.includes(name)) continue;
    const taken = places.slice(0, count);
    return { name, words, rest: argv.filter((_, index) => !taken.includes(index)) };
  }
  return { name: null, words, rest: [] };
}
