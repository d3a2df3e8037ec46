import { CityGraphError } from '@citygraph/contract';

/** The word, if it is one of those the argument takes. */
export function oneOf<T extends string>(words: readonly T[], text: string, argument: string): T {
  const word = words.find((known) => known === text);
  if (word !== undefined) return word;
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: give one of ${words.join(', ')}.`, {
    extensions: { argument },
  });
}
