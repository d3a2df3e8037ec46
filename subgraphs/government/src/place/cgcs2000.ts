/** China Geodetic Coordinate System 2000, as the GeoJSON `crs` member of every geometry we hand out. */
export const CGCS2000 = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } } as const;
