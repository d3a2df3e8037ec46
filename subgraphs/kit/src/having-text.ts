import { CityGraphError } from '@citygraph/contract';
import { raw } from '@mikro-orm/sql';

const LONGEST = 60;

/**
 * Rows of which the column holds the text somewhere. `instr` takes the text as it is: there is no wildcard to escape, and both
 * databases compare alike. `column` is a column's name, never a client's word.
 */
export function havingText(column: string, text: string, argument = 'text'): Record<string, { $gt: number }> {
  const wanted = text.trim();
  if (wanted.length === 0 || wanted.length > LONGEST) {
    throw new CityGraphError('BAD_USER_INPUT', `${argument}: give 1 to ${LONGEST} characters to look for.`, {
      extensions: { argument },
    });
  }
  return { [raw('instr(??, ?)', [column, wanted])]: { $gt: 0 } };
}
