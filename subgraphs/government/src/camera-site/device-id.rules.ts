import { CityGraphError } from '@citygraph/contract';

/** Types of device that are cameras (GB/T 28181 annex D): analogue and network camera. */
const CAMERA_TYPES = ['131', '132'];

/**
 * A GB/T 28181 device id: 20 digits = centre 8 (division 6, grassroots unit 2), industry 2, type 3, network 1, serial number 6.
 * Answers the division of the centre.
 */
export function divisionOfDevice(deviceId: string): string {
  const match = /^([1-8]\d{5})\d{2}\d{2}(\d{3})\d\d{6}$/.exec(deviceId);
  const [, division, type] = match ?? [];
  if (division === undefined || type === undefined) {
    throw wrong(
      `${JSON.stringify(deviceId.slice(0, 24))} is no device id: give 20 digits, centre 8, industry 2, type 3, network 1, serial number 6.`,
    );
  }
  if (!CAMERA_TYPES.includes(type)) {
    throw wrong(`${deviceId} is a device of type ${type} (digits 11 to 13), no camera: ${CAMERA_TYPES.join(' or ')}.`);
  }
  return division;
}

export const wrong = (message: string) =>
  new CityGraphError('BAD_USER_INPUT', `deviceId: ${message}`, { extensions: { argument: 'deviceId' } });
