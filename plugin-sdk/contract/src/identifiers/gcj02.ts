import type { Position } from './ring.ts';

/** Krasovsky 1940: semi-major axis in metres and first eccentricity squared, as the published offset formula uses them. */
const AXIS = 6_378_245;
const ECCENTRICITY = 0.006_693_421_622_965_943;

/** Where GCJ-02 shows a WGS84 position, [longitude, latitude] in degrees. */
export function wgs84ToGcj02([longitude, latitude]: Position): Position {
  const [x, y] = [longitude - 105, latitude - 35];
  const sines = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const wave = (v: number, a: number, b: number, c: number): number =>
    ((a * Math.sin(v * Math.PI) + b * Math.sin((v / 3) * Math.PI)) * 2) / 3 + c;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    sines +
    wave(y, 20, 40, ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    sines +
    wave(x, 20, 40, ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3);
  const radians = (latitude / 180) * Math.PI;
  const curve = 1 - ECCENTRICITY * Math.sin(radians) ** 2;
  const metresNorth = (AXIS * (1 - ECCENTRICITY)) / (curve * Math.sqrt(curve));
  const metresEast = (AXIS / Math.sqrt(curve)) * Math.cos(radians);
  return [longitude + (east * 180) / (metresEast * Math.PI), latitude + (north * 180) / (metresNorth * Math.PI)];
}

/** The WGS84 position that GCJ-02 shows there, by fixed-point iteration: exact to about a millimetre. */
export function gcj02ToWgs84(shown: Position): Position {
  let guess: Position = shown;
  for (let round = 0; round < 6; round++) {
    const there = wgs84ToGcj02(guess);
    guess = [guess[0] + shown[0] - there[0], guess[1] + shown[1] - there[1]];
  }
  return guess;
}
