import { CommandError } from '../command-error.ts';
import { defineCommand } from '../define-command.ts';
import { type Checked, checkEverything } from '../doctor/checks.ts';
import type { Line, Tone } from '../output/line.ts';

const MARKS: Readonly<Record<Checked['state'], { mark: string; tone: Tone }>> = {
  good: { mark: '✓', tone: 'good' },
  odd: { mark: '!', tone: 'warn' },
  bad: { mark: '✗', tone: 'bad' },
};

export const command = defineCommand({
  examples: [
    ['citygraph doctor', 'Node, folders, hub, clock, sign-in, manifest and port, one by one'],
    ['citygraph doctor --hub http://localhost:4000', 'With another hub'],
    ['citygraph doctor --json', 'For a bug report'],
  ],
  async run(context) {
    const { m } = context;
    const checks = await checkEverything(context);
    const told = checks.map(({ name, state, key, values }) => ({ name, state, message: m(key, values) }));
    const bad = told.filter(({ state }) => state === 'bad');
    return {
      data: told,
      text: told.map(
        ({ name, state, message }): Line => ({
          tone: MARKS[state].tone,
          text: `${MARKS[state].mark} ${name}  ${message}`,
        }),
      ),
      ...(bad[0] && {
        problem: new CommandError('REFUSED', 'error.doctor', { count: bad.length, message: bad[0].message }),
      }),
    };
  },
});
