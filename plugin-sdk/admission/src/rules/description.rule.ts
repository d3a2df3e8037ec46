import { draft, type Rule, type Submission } from '../rule.ts';
import { faultInText } from '../text/fault-in-text.ts';
import { textsOf } from '../text/texts-of.ts';

/** A vendor's words are shown beside the city's own, in the explorer, in catalogues, in generated pages and in terminals. */
export const description: Rule<Pick<Submission, 'document'>> = {
  name: 'DESCRIPTION',
  *judge({ document: { ast } }) {
    for (const { text, place } of textsOf(ast)) {
      const fault = faultInText(text);
      if (!fault) continue;
      yield fault.fault === 'long'
        ? draft(null, ['description.long', 'description'], fault, { place })
        : 'character' in fault
          ? draft(null, [`description.${fault.fault}`, 'description'], fault, { place })
          : draft(null, [`description.${fault.fault}`, 'description'], fault, { place });
    }
  },
};
