import type { Rule, Submission } from '../rule.ts';
import { faultInText } from '../text/fault-in-text.ts';
import { textsOf } from '../text/texts-of.ts';

/** A vendor's words are shown beside the city's own, in the explorer, in catalogues, in generated pages and in terminals. */
export const description: Rule<Submission> = {
  name: 'DESCRIPTION',
  *judge({ document: { ast } }) {
    for (const { text, place } of textsOf(ast)) {
      const fault = faultInText(text);
      if (!fault) continue;
      yield {
        coordinate: null,
        message: `A text holds ${fault}.`,
        fix: 'Write plain text: words, punctuation, `code`.',
        place,
      };
    }
  },
};
