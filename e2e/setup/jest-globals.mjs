import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** What tests import from `@jest/globals` where Node loads them: whatever the file under way was given. */
const given = () => globalThis[Symbol.for('citygraph.jest')];
const now = (name) =>
  new Proxy(function () {}, {
    apply: (_, __, args) => given()[name](...args),
    get: (_, key) => given()[name][key],
  });

export const describe = now('describe');
export const it = now('it');
export const test = now('test');
export const expect = now('expect');
export const beforeAll = now('beforeAll');
export const beforeEach = now('beforeEach');
export const afterAll = now('afterAll');
export const afterEach = now('afterEach');

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ global: globalThis, config: { fakeTimers: {} } });
export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  useFakeTimers: (options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (time) => timers.setSystemTime(time),
  advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
};
