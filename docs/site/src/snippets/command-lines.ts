/** The commands of a shell block: one a line, comments left out. */
export const commandLines = (text: string): readonly string[] =>
  text
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A word of a command line, without the quotes that held it together. */
const WORD = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g;

/** Words as a shell would see them; variables are left as they are written. An open quote throws. */
export function wordsOf(line: string): readonly string[] {
  const rest = line.replaceAll(WORD, '').trim();
  if (rest !== '') throw new Error(`A quote is never closed: ${line}`);
  return (line.match(WORD) ?? []).map((word) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double, single, one) =>
      double !== undefined ? double.replaceAll(/\\(["\\$`])/g, '$1') : (single ?? one),
    ),
  );
}
