import type { MessageKey, Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';

type Value = string | number | boolean | null;

/** What one thing was and becomes. */
export interface Change {
  readonly label: MessageKey;
  readonly before: Value;
  readonly after: Value;
  /** A protection goes, or a limit: it wants a yes. */
  readonly opens: boolean;
}

/** Of what is said, what is not so already; null: nothing is said of it. */
export const changed = (
  said: readonly (readonly [label: MessageKey, before: Value, after: Value | null, opens?: boolean])[],
): Change[] =>
  said.flatMap(([label, before, after, opens = false]) =>
    after === null || after === before ? [] : [{ label, before, after, opens }],
  );

/** That a limit is taken away, where there is one. */
export const takenAway = (label: MessageKey, before: number | null): Change[] =>
  before === null ? [] : [{ label, before, after: null, opens: true }];

export const changeLines = (changes: readonly Change[], m: Translate): Line[] =>
  changes.map(({ label, before, after, opens }) => {
    const said = (value: Value): string => (value === null ? '-' : String(value));
    const text = `${m(label)}: ${said(before)} → ${said(after)}`;
    return opens ? { tone: 'bad', text } : { tone: 'dim', text };
  });
