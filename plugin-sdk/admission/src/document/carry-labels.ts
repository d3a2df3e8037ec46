import { CITYGRAPH_DIRECTIVES } from '@citygraph/contract';
import { type ConstDirectiveNode, Kind } from 'graphql';
import { argument, localName, schemaDirectives, textOf } from './links.ts';
import { FEDERATION, HUB } from './specs.ts';
import type { VendorDocument } from './vendor-document.ts';

/**
 * The document as it is composed (DECISIONS 13): a plugin may not compose directives, so whoever composes it asks for the
 * hub's labels to be carried over, and defines those that the vendor uses without a definition. All of it comes after the vendor's own lines.
 */
export function carryLabels({ sdl, ast, links }: VendorDocument): string {
  const hub = links.find(({ identity }) => identity === HUB);
  const federation = links.find(({ identity }) => identity === FEDERATION);
  const composer = localName(links, FEDERATION, 'composeDirective');
  if (!hub || !federation || composer === null) return sdl;
  const imported = Object.entries(CITYGRAPH_DIRECTIVES).filter(([name]) => hub.imports.get(`@${name}`) === `@${name}`);
  const composed = new Set(
    schemaDirectives(ast)
      .filter(({ name }) => name.value === composer)
      .map((node) => textOf(argument(node, 'name'))),
  );
  const defined = new Set(
    ast.definitions.flatMap((definition) =>
      definition.kind === Kind.DIRECTIVE_DEFINITION ? definition.name.value : [],
    ),
  );
  const carried = imported.filter(([name]) => !composed.has(`@${name}`));
  const lines = [
    ...(carried.length > 0 ? ['extend schema', ...carried.map(([name]) => `  @${composer}(name: "@${name}")`)] : []),
    ...imported.filter(([name]) => !defined.has(name)).map(([, definition]) => definition),
  ];
  return lines.length === 0 ? sdl : `${newerLink(sdl, federation.node)}\n\n${lines.join('\n')}\n`;
}

/** Version 2.0 cannot compose directives; 2.1 is 2.0 with that. The line keeps its length. */
function newerLink(sdl: string, node: ConstDirectiveNode): string {
  const url = argument(node, 'url');
  if (!url?.loc || textOf(url)?.endsWith('/v2.0') !== true) return sdl;
  const { start, end } = url.loc;
  return sdl.slice(0, start) + sdl.slice(start, end).replace('/v2.0', '/v2.1') + sdl.slice(end);
}
