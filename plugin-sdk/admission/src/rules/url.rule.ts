import { Kind, visit } from 'graphql';
import { argument, textOf } from '../document/links.ts';
import { placeOfNode } from '../document/vendor-document.ts';
import { type Draft, draft, type Rule, type Submission } from '../rule.ts';
import { LONGEST_TEXT } from '../text/fault-in-text.ts';
import { textsOf } from '../text/texts-of.ts';
import { urlsIn } from '../text/urls-in.ts';
import { LONGEST_URL, type UrlFault, vetUrl } from '../url/vet-url.ts';
import type { FixKey } from '../words/words.ts';

/** Every URL that a vendor writes is one that somebody's program will follow. */
export const url: Rule<Submission> = {
  name: 'URL',
  *judge({ request: { plugin, manifest }, document: { ast }, loopback }) {
    for (const endpoint of new Set([String(plugin.url), ...(manifest?.endpoints ?? [])])) {
      const fault = vetUrl(endpoint, { loopback });
      if (fault) yield refused(endpoint, fault, 'url.endpoint');
    }
    for (const page of manifest?.pages ?? []) {
      const fault = vetUrl(page, { loopback });
      if (fault) yield refused(page, fault, 'url.page');
    }
    const found: Draft[] = [];
    visit(ast, {
      [Kind.DIRECTIVE](node) {
        if (node.name.value !== 'specifiedBy') return;
        const text = textOf(argument(node as Parameters<typeof argument>[0], 'url')) ?? '';
        const fault = vetUrl(text);
        if (fault) found.push(refused(text, fault, 'url.specification', { place: placeOfNode(node) }));
      },
    });
    yield* found;
    for (const { text, place } of textsOf(ast)) {
      // DESCRIPTION refuses it as it is.
      if (text.length > LONGEST_TEXT) continue;
      for (const each of urlsIn(text)) {
        const fault = vetUrl(each, { allowHttp: true });
        if (fault) yield refused(each, fault, 'url.page', { place });
      }
    }
  },
};

function refused(
  url: string,
  fault: UrlFault,
  fix: Extract<FixKey, `url.${string}`>,
  more: Pick<Draft, 'place'> = {},
): Draft {
  const said = { url: JSON.stringify(String(url).slice(0, 120)), most: LONGEST_URL };
  return draft(null, [`url.${fault}`, fix], said, more);
}
