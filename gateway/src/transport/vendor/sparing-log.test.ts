import { describe, expect, it } from '@jest/globals';
import { type PluginLine, sparingLog } from './sparing-log.ts';

const line = (change: Partial<PluginLine> = {}): PluginLine => ({
  event: 'plugin-failed',
  plugin: 'satellite',
  release: 'a',
  code: 'PLUGIN_TIMEOUT',
  reason: 'no headers within 2000 ms',
  ...change,
});
const logAt = () => {
  const clock = { now: 1_000 };
  const lines: object[] = [];
  return { clock, lines, log: sparingLog((said) => void lines.push(said), { now: () => clock.now }) };
};

describe('the log about plugins', () => {
  it('says the same thing once a second, and how often it was meant', () => {
    const { clock, lines, log } = logAt();
    for (let time = 0; time < 500; time++) log(line({ requestId: String(time) }));
    clock.now += 1_000;
    log(line());
    expect(lines).toEqual([line({ requestId: '0' }), { ...line(), unsaid: 499 }]);
  });

  it('says different things at once', () => {
    const { lines, log } = logAt();
    for (const change of [{}, { plugin: 'iov' }, { release: 'b' }, { reason: 'x' }, { code: 'y' }, { event: 'z' }])
      log(line(change));
    expect(lines).toHaveLength(6);
  });

  it('is no longer and no wilder than a line may be', () => {
    const { lines, log } = logAt();
    log(line({ reason: `a\u001b[2J\n\u202e${'x'.repeat(10_000)}` }));
    expect(lines).toEqual([line({ reason: `a [2J  ${'x'.repeat(293)}` })]);
  });

  it('keeps no more in mind than a hundred things', () => {
    const { lines, log } = logAt();
    for (let number = 0; number < 101; number++) log(line({ reason: String(number) }));
    log(line({ reason: '0' }));
    expect(lines).toHaveLength(102);
  });
});
