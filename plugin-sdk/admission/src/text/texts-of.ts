import { type DocumentNode, Kind, visit } from 'graphql';
import { placeOfNode, type TextPlace } from '../document/vendor-document.ts';

export interface VendorText {
  readonly text: string;
  readonly place: TextPlace | null;
}

/** Every text of a document, escapes resolved: descriptions, reasons, defaults, arguments of directives; and its comments, which reviewers read. */
export function textsOf(ast: DocumentNode): VendorText[] {
  const texts: VendorText[] = [];
  visit(ast, {
    [Kind.STRING]({ value, loc }) {
      texts.push({ text: value, place: placeOfNode({ loc }) });
    },
  });
  for (let token = ast.loc?.startToken ?? null; token; token = token.next) {
    if (token.kind === 'Comment') texts.push({ text: token.value, place: { line: token.line, column: token.column } });
  }
  return texts;
}
