import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { globals } from './native-runtime.mjs';

/**
 * `@jest/globals` where Node loads tests. Modules that tests share keep what they imported, so each name stands for what the file under way was given.
 */
const given = (name) =>
  new Proxy(() => {}, {
    apply: (_, __, args) => globals[name](...args),
    get: (_, key) => globals[name][key],
  });

export const describe = given('describe');
export const it = given('it');
export const expect = given('expect');
export const beforeAll = given('beforeAll');
export const beforeEach = given('beforeEach');
export const afterAll = given('afterAll');
export const afterEach = given('afterEach');

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ global: globalThis, config: { fakeTimers: {} } });

/** What the house uses of it. Modules cannot be mocked: they are shared. */
export const jest = {
  spyOn: (object, method, access) => mocker.spyOn(object, method, access),
  restoreAllMocks: () => mocker.restoreAllMocks(),
  useFakeTimers: (options) => timers.useFakeTimers(options),
  useRealTimers: () => timers.useRealTimers(),
  setSystemTime: (time) => timers.setSystemTime(time),
  advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
};
