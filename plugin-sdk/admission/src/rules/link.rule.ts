import { Kind, visit } from 'graphql';
import { type Link, localName, schemaDirectives } from '../document/links.ts';
import { APOLLO, FEDERATION, HUB, LINK } from '../document/specs.ts';
import { placeOfNode } from '../document/vendor-document.ts';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';
import type { MessageKey } from '../words/words.ts';

const NEWEST_MINOR = 9;
/** What the fix names. */
const SPECS = { federation: FEDERATION, hub: HUB, newest: NEWEST_MINOR };
/** What a fault does not name. */
const NOTHING_NAMED = { name: '', label: '', purpose: '', directive: '' };
/** They decide who may see what: in this graph labels, grants and departments do. */
const SECURITY = ['authenticated', 'requiresScopes', 'policy'];
/** The hub's gateways fill no argument from what is around it, and load no graph that asks for it. */
const CONTEXTS = ['fromContext'];

/**
 * A spec is a language that the document is read in: one that the hub does not know could say anything. Not to be seen in the
 * composed graph, which has forgotten most links.
 */
export const link: Rule<Submission> = {
  name: 'LINK',
  *judge({ document: { ast, links } }) {
    if (!links.some(({ identity }) => identity === FEDERATION)) {
      yield draft(null, ['link.federation-1', 'link'], SPECS);
    }
    const seen = new Set<string>();
    for (const each of links) {
      const fault = faultOf(each) ?? (seen.has(each.identity ?? '') ? (['link.twice', {}] as const) : null);
      seen.add(each.identity ?? '');
      if (!fault) continue;
      const [message, parameters] = fault;
      const said = { ...SPECS, ...NOTHING_NAMED, ...parameters, url: each.url || '@link' };
      yield draft(null, [message, 'link'], said, { place: placeOfNode(each.node) });
    }
    const composing = localName(links, FEDERATION, 'composeDirective');
    for (const node of schemaDirectives(ast)) {
      if (node.name.value === 'link') continue;
      const isComposing = node.name.value === composing;
      const [said, more] = [{ ...SPECS, directive: node.name.value }, { place: placeOfNode(node) }];
      yield isComposing
        ? draft(null, ['link.composing', 'link.composing'], said, more)
        : draft(null, ['link.applied', 'link'], said, more);
    }
    yield* uses({ ast, links }, SECURITY, ['link.security', 'link.label']);
    yield* uses({ ast, links }, CONTEXTS, ['link.context', 'link.context']);
  },
};

type LinkFault = Extract<MessageKey, `link.${string}`>;

function faultOf({ identity, version, as, imports, purpose }: Link): readonly [LinkFault, object] | null {
  if (identity === null || version === null) return ['link.url', {}];
  const { major, minor } = version;
  if (purpose !== null) return ['link.purpose', { purpose }];
  if (identity === LINK) return as === 'link' && imports.size === 0 ? null : ['link.link-called', {}];
  if (identity === FEDERATION) {
    if (major !== 2 || minor > NEWEST_MINOR) return ['link.version-of-federation', {}];
    return as === 'federation' ? null : ['link.federation-called', { name: as }];
  }
  if (identity !== HUB) return ['link.unknown', {}];
  if (major !== 1 || minor !== 0) return ['link.version-of-hub', {}];
  const renamed = [...imports].find(([name, local]) => name !== local);
  if (renamed) return ['link.label-renamed', { label: renamed[0], name: renamed[1] }];
  return as === 'citygraph' ? null : ['link.hub-called', { name: as }];
}

function uses(
  { ast, links }: Pick<Submission['document'], 'ast' | 'links'>,
  directives: readonly string[],
  [message, fix]: ['link.security', 'link.label'] | ['link.context', 'link.context'],
): Draft[] {
  const names = new Set(
    directives.flatMap((directive) => [
      localName(links, FEDERATION, directive),
      localName(links, `${APOLLO}/${directive}`, directive),
    ]),
  );
  const found: Draft[] = [];
  visit(ast, {
    [Kind.DIRECTIVE](node) {
      if (!names.has(node.name.value)) return;
      const said = { directive: node.name.value };
      found.push(draft(null, [message, fix], said, { place: placeOfNode(node) }));
    },
  });
  return found;
}
