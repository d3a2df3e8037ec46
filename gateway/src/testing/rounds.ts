const isLong = process.env.CITYGRAPH_SOAK === 'yes';

/** How often something random is tried: `bounded` in every run of the tests, `long` in `npm run soak`. */
export const rounds = (bounded: number, long: number): number => (isLong ? long : bounded);
