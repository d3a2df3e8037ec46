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
    [
      'citygraph doctor',
      {
        en: 'Node, folders, hub, clock, sign-in, manifest and port, one by one',
        zh: '逐项检查 Node、目录、平台、时钟、登录、清单和端口',
      },
    ],
    ['citygraph doctor --hub http://localhost:4000', { en: 'With another hub', zh: '用另一个平台检查' }],
    ['citygraph doctor --json', { en: 'For a bug report', zh: '供报告问题时附上' }],
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
