import { type ASTNode, type DocumentNode, type GraphQLError, Kind, parse } from 'graphql';
import { type Link, readLinks } from './links.ts';
import { indexPlaces } from './places.ts';

/** Line and column in the vendor's own text, from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** The vendor's document as it was written. */
export interface VendorDocument {
  readonly sdl: string;
  readonly ast: DocumentNode;
  readonly links: readonly Link[];
  /** Where a coordinate is written, or the nearest thing around it; null: nowhere. */
  placeOf(coordinate: string): TextPlace | null;
  /** Everything it names: `Query.iov_vehicle(vin:)` with the word `vin`. */
  readonly names: readonly VendorName[];
}

export interface VendorName {
  readonly coordinate: string;
  readonly word: string;
  readonly place: TextPlace | null;
}

export interface SyntaxFault {
  readonly message: string;
  readonly place: TextPlace | null;
}

/** More tokens never come here: the scan has refused them. */
const MAX_TOKENS = 40_000;

export function readVendorDocument(sdl: string): VendorDocument | SyntaxFault {
  let ast: DocumentNode;
  try {
    ast = parse(sdl, { maxTokens: MAX_TOKENS });
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    const place = locations?.[0];
    return { message, place: place ? { line: place.line, column: place.column } : null };
  }
  const places = indexPlaces(ast);
  return {
    sdl,
    ast,
    links: readLinks(ast),
    names: [...places].map(([coordinate, node]) => ({
      coordinate,
      word: node.kind === Kind.NAME ? node.value : '',
      place: placeOfNode(node),
    })),
    placeOf(coordinate) {
      for (const candidate of [coordinate, before(coordinate, '('), before(before(coordinate, '('), '.')]) {
        const node = places.get(candidate);
        if (node) return placeOfNode(node);
      }
      return null;
    },
  };
}

const before = (text: string, mark: string): string => text.split(mark, 1)[0] ?? text;

export function placeOfNode({ loc }: Pick<ASTNode, 'loc'>): TextPlace | null {
  return loc ? { line: loc.startToken.line, column: loc.startToken.column } : null;
}
