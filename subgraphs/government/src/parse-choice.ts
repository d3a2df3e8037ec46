import { CityGraphError } from '@citygraph/contract';

/** One of a few words, such as a status; null stays null. @throws BAD_USER_INPUT naming the argument and the words. */
export function parseChoice<T extends string>(
  text: string | null | undefined,
  choices: readonly T[],
  argument: string,
): T | null {
  if (text == null) return null;
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `${argument}: ${JSON.stringify(text.slice(0, 20))} is none; give one of ${choices.join(', ')}.`,
    { extensions: { argument } },
  );
}
