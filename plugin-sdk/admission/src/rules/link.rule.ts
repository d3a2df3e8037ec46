import { Kind, visit } from 'graphql';
import { type Link, localName, schemaDirectives } from '../document/links.ts';
import { APOLLO, FEDERATION, HUB, LINK } from '../document/specs.ts';
import { placeOfNode } from '../document/vendor-document.ts';
import type { Draft, Rule, Submission } from '../rule.ts';

const NEWEST_MINOR = 9;
const FIX = `Link ${FEDERATION}/v2.${NEWEST_MINOR} and ${HUB}/v1.0, and nothing else.`;
/** They decide who may see what: in this graph labels, grants and departments do. */
const SECURITY = ['authenticated', 'requiresScopes', 'policy'];

/**
 * A spec is a language that the document is read in: one that the hub does not know could say anything. Not to be seen in the
 * composed graph, which has forgotten most links.
 */
export const link: Rule<Submission> = {
  name: 'LINK',
  *judge({ document: { ast, links } }) {
    const at = (node: Link['node']) => ({ coordinate: null, fix: FIX, place: placeOfNode(node) });
    if (!links.some(({ identity }) => identity === FEDERATION)) {
      yield {
        coordinate: null,
        message:
          'The document links no federation spec, and would be read as Federation 1, where every field is shared.',
        fix: FIX,
      };
    }
    const seen = new Set<string>();
    for (const each of links) {
      const fault = faultOf(each) ?? (seen.has(each.identity ?? '') ? 'is linked twice' : null);
      seen.add(each.identity ?? '');
      if (fault) yield { ...at(each.node), message: `${each.url || 'A link without a URL'} ${fault}.` };
    }
    for (const node of schemaDirectives(ast)) {
      if (node.name.value === 'link') continue;
      const isComposing = node.name.value === localName(links, FEDERATION, 'composeDirective');
      yield {
        ...at(node),
        message: `@${node.name.value} is applied to the schema${isComposing ? ': a plugin composes no directives' : ''}.`,
        fix: isComposing ? 'Take it out: the hub carries its labels over by itself.' : FIX,
      };
    }
    yield* securityDirectives({ ast, links });
  },
};

function faultOf({ identity, version, as, imports, purpose }: Link): string | null {
  if (identity === null || version === null) return 'is no spec URL that ends in a version';
  const { major, minor } = version;
  if (purpose !== null) return `is linked for ${purpose}, which would stop gateways that do not know it`;
  if (identity === LINK) return as === 'link' && imports.size === 0 ? null : 'gives @link another name';
  if (identity === FEDERATION) {
    if (major !== 2 || minor > NEWEST_MINOR) return `is not between v2.0 and v2.${NEWEST_MINOR}`;
    return as === 'federation' ? null : `is called ${as}, by which only one of the composers knows it`;
  }
  if (identity !== HUB) return 'is neither federation nor the hub’s own';
  if (major !== 1 || minor !== 0) return 'is not v1.0';
  const renamed = [...imports].find(([name, local]) => name !== local);
  if (renamed) return `renames ${renamed[0]} to ${renamed[1]}: labels have one name in the whole graph`;
  return as === 'citygraph' ? null : `is called ${as}: labels have one name in the whole graph`;
}

function securityDirectives({ ast, links }: Pick<Submission['document'], 'ast' | 'links'>): Draft[] {
  const names = new Set(
    SECURITY.flatMap((directive) => [
      localName(links, FEDERATION, directive),
      localName(links, `${APOLLO}/${directive}`, directive),
    ]),
  );
  const found: Draft[] = [];
  visit(ast, {
    [Kind.DIRECTIVE](node) {
      if (!names.has(node.name.value)) return;
      found.push({
        coordinate: null,
        message: `@${node.name.value} is used: who may see a plugin's fields is decided by their labels and by grants.`,
        fix: 'Label the field with @sensitivity instead.',
        place: placeOfNode(node),
      });
    },
  });
  return found;
}
