import type { City } from '@citygraph/city';
import type { Question } from '@citygraph/explorer';
import { cityQuestions } from './questions.ts';

const WHO_SAW = `# Who saw my data and my children's, why, and under whose decision; and all that I consented to, with the mutation that takes it back.
query WhoSawMyData {
  me {
    name
    dataAccesses { at app purpose operation coordinates consumer { name } grants { id owner { name } } }
    consents { id status until takenBackBy grant { id app purpose coordinates } }
    usageSharesConnection(first: 100) { nodes { id running until takenBackBy grantee { name } usagePoint { mrid commodity } } }
    consentDirectivesConnection(first: 100) { nodes { id scope until takenBackBy grantee { name } } }
    guardianOf { name dataAccesses { at app purpose coordinates } }
  }
}
`;

const CATALOGUE = `# What the city holds, and how it is shared (GB/T 21063).
query Catalogue {
  catalog(shareType: CONDITIONAL, first: 20) {
    nodes {
      resourceCode
      title
      shareCondition
      provider { name }
      items { coordinate sensitivity }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`;

const GRANTS_WAITING = `# Requests for data that wait for a decision: decideDataGrant says yes, no, or to less of it.
query GrantsWaiting {
  dataGrantsToDecide(first: 20) {
    nodes { id app purpose coordinates level reason dueAt approvals approvalsNeeded grantee { name } owner { name } }
  }
}
`;

/** Whose documents the questions are, by client id: the explorer offers them, and the command line asks them with what `npm run token` prints. */
export const QUESTION_APPS: readonly string[] = ['citygraph-explorer', 'citygraph-cli'];

/** What the explorer offers to ask: the departments, and the registry. */
export const hubQuestions = (city: City): Question[] => [...cityQuestions(city), ...registryQuestions()];

/** What anybody may ask is asked of every new graph before it serves. */
export const goldenQueriesOf = (questions: readonly Question[]) =>
  questions
    .filter(({ askedBy }) => askedBy === null)
    .map(({ title: name, document, variables }) => ({ name, document, variables }));

function registryQuestions(): Question[] {
  return [
    { title: 'Who saw my data', askedBy: 'parent', document: WHO_SAW, variables: {}, headers: {} },
    { title: 'The catalogue of data', askedBy: null, document: CATALOGUE, variables: {}, headers: {} },
    { title: 'Requests for data', askedBy: 'admin', document: GRANTS_WAITING, variables: {}, headers: {} },
  ];
}
