/** A raster's place on the earth: north up, degrees of CGCS2000 (EPSG:4490). */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Longitude and latitude of the upper left corner of the upper left pixel. */
  readonly origin: readonly [number, number];
  /** Width and height of a pixel in degrees, both positive. */
  readonly pixel: readonly [number, number];
}

/** West, south, east, north. */
export type Box = readonly [number, number, number, number];

export function boxOf({ width, height, origin: [west, north], pixel: [dx, dy] }: Grid): Box {
  return [west, north - height * dy, west + width * dx, north];
}

export const boxesMeet = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

const METRES_PER_DEGREE = 111_320;

/** Area of one pixel in square metres, on a sphere: good to some parts in a thousand. */
export function pixelAreaM2({ height, origin: [, north], pixel: [dx, dy] }: Grid): number {
  const latitude = north - (height / 2) * dy;
  return dx * METRES_PER_DEGREE * Math.cos((latitude / 180) * Math.PI) * dy * METRES_PER_DEGREE;
}
