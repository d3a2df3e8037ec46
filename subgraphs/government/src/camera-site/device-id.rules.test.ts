import { describe, expect, it } from '@jest/globals';
import { divisionOfDevice } from './device-id.rules.ts';

describe('a GB/T 28181 device id', () => {
  it.each(['22010200001310000001', '22010201001320123456'])('%s is taken, and says its division', (deviceId) => {
    expect(divisionOfDevice(deviceId)).toBe('220102');
  });
  it.each([
    ['one digit short', '2201020000131000000'],
    ['one digit long', '220102000013100000011'],
    ['with a letter', '2201020000131000000A'],
    ['of no region', '92010200001310000001'],
    ['empty', ''],
    ['with a line behind it', '22010200001310000001\n'],
  ])('is refused when it is %s', (_what, deviceId) => {
    expect(() => divisionOfDevice(deviceId)).toThrow(/give 20 digits/);
  });
  it('is refused when it names no camera', () => {
    expect(() => divisionOfDevice('22010200001180000001')).toThrow(/type 118 .* no camera/);
  });
});
