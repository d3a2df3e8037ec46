import { defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { ConsentDirective } from './consent-directive.entity.ts';
import { type DirectivesInForce, directivesInForce } from './consent-directive.rules.ts';

/** A resident's directives that are in force now. */
export const directivesOf = defineLoader<string, DirectivesInForce, SubgraphContext>(
  async (residents, { em, clock }) => {
    const rows = await findRows(em, ConsentDirective, { residentId: { $in: [...residents] } });
    return groupRows(residents, rows, ({ residentId }) => residentId).map((own) => directivesInForce(own, clock.now()));
  },
);
