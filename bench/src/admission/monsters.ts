import { HEAD } from './crowded-city.ts';

/** Documents that hold up whoever reads them without looking at their length first; each is of some hundred kilobytes, or of what a registry takes at most. */
export const MONSTERS: Readonly<Record<string, string>> = {
  'a hundred thousand types': `${HEAD}${'type Iov { id: ID! } '.repeat(100_000)}`,
  'a URL of 250,000 full stops': described(`http:${'.'.repeat(250_000)}x`),
  '50,000 schemes that lead nowhere': described('file:'.repeat(50_000)),
  'a comment of 250,000 exclamation marks': `${HEAD}#http:${'!'.repeat(250_000)}x\ntype Query { iov_x: Int }`,
  'a key of 80,000 fields': `${HEAD}type Query { iov_x: Iov } type Iov @key(fields: "${'id '.repeat(80_000)}") { id: ID! }`,
  'a name of 200,000 letters': `${HEAD}type Iov${'x'.repeat(200_000)} { id: ID! }`,
};

function described(text: string): string {
  return `${HEAD}"${text}" type Query { iov_x: Int @sensitivity(level: "S1") }`;
}
