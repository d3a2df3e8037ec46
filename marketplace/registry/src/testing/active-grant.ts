import type { TestedSubgraph } from '@citygraph/kit/testing';
import { people } from './story.ts';

/** A grant in force to the bank's app, of what a firm turned over; its id. */
export async function activeGrant(department: TestedSubgraph): Promise<string> {
  const { data } = await department
    .as(people.banker)
    .run(
      'mutation { requestDataGrant(app: "app-lender", coordinates: ["LegalEntity.invoiceTurnover"], purpose: "credit-assessment", retentionDays: 30, until: "2027-11-01T00:00:00+08:00", reason: "Loans to small firms.") { id } }',
    );
  const [{ id }] = data.requestDataGrant;
  await department
    .as(people.finance)
    .run('mutation D($id: ID!) { decideDataGrant(id: $id, decision: APPROVE, needsConsent: true) { id } }', { id });
  return id;
}
