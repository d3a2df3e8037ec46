import { Kind, visit } from 'graphql';
import { argument, textOf } from '../document/links.ts';
import { placeOfNode } from '../document/vendor-document.ts';
import type { Draft, Rule, Submission } from '../rule.ts';
import { textsOf } from '../text/texts-of.ts';
import { urlsIn } from '../text/urls-in.ts';
import { vetUrl } from '../url/vet-url.ts';

/** Every URL that a vendor writes is one that somebody's program will follow. */
export const url: Rule<Submission> = {
  name: 'URL',
  *judge({ request: { plugin }, document: { ast }, loopback }) {
    const endpoint = vetUrl(String(plugin.url), { loopback });
    if (endpoint) yield draft(plugin.url, endpoint, 'Give the public https address that the plugin is served at.');
    const found: Draft[] = [];
    visit(ast, {
      [Kind.DIRECTIVE](node) {
        if (node.name.value !== 'specifiedBy') return;
        const text = textOf(argument(node as Parameters<typeof argument>[0], 'url')) ?? '';
        const fault = vetUrl(text);
        if (fault)
          found.push({
            ...draft(text, fault, 'Name the public https page of the specification.'),
            place: placeOfNode(node),
          });
      },
    });
    yield* found;
    for (const { text, place } of textsOf(ast)) {
      for (const each of urlsIn(text)) {
        const fault = vetUrl(each, { allowHttp: true });
        if (fault) yield { ...draft(each, fault, 'Name a public page, or none.'), place };
      }
    }
  },
};

function draft(url: string, fault: string, fix: string): Draft {
  return { coordinate: null, message: `${JSON.stringify(String(url).slice(0, 120))} ${fault}.`, fix };
}
