/** A line for people: plain, or in a tone that a terminal shows as a colour. */
export type Line = string | { readonly tone: Tone; readonly text: string };
export type Tone = 'good' | 'bad' | 'warn' | 'strong' | 'dim';

const SGR: Readonly<Record<Tone, number>> = { good: 32, bad: 31, warn: 33, strong: 1, dim: 2 };

/**
 * Writes control characters and what turns text around out: a vendor's words must not move a terminal's cursor, nor read otherwise than they are
 * (Trojan Source).
 */
export const plain = (text: string): string =>
  text.replace(/(?!\t)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `\\u{${code}}`;
  });

/** Without its tone: for programs. */
export const textOf = (line: Line): string => (typeof line === 'string' ? line : line.text);

export function paint(line: Line, hasColour: boolean): string {
  if (typeof line === 'string') return plain(line);
  return hasColour ? `\u001b[${SGR[line.tone]}m${plain(line.text)}\u001b[0m` : plain(line.text);
}
