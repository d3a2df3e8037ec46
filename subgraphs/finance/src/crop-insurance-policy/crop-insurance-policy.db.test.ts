import { DEMO_FARM } from '@citygraph/city';
import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import { atWork, banker, COOPERATIVE, city, farmer, NOW, parent } from '../testing/people-with-money.ts';

const found = city.cropPolicies.find(({ farm }) => farm === DEMO_FARM);
if (!found) throw new Error('The demo farm is not insured.');
const policy = found;
const insurer = resident('res_insurer', { represents: [policy.insurer] });
const FIELDS = ['validFrom', 'validTo', 'sumInsuredCents', 'insurer { uscc }', 'farm { id }'];

describe('a crop insurance policy', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });

  it.each([
    ['the farmer', resident(city.demo.farmer.resident), null],
    ['the cooperative that runs the farm', resident('res_coop', { represents: [COOPERATIVE] }), null],
    ['the insurer', insurer, null],
    ["the insurer's adjuster whose case names the farm", atWork(policy.insurer, 'insurance-claim', DEMO_FARM), null],
    ["the insurer's adjuster whose case names the policy", atWork(policy.insurer, 'insurance-claim', policy.id), null],
    ["the insurer's adjuster on another case", atWork(policy.insurer, 'insurance-claim', 'farm_other'), 'FORBIDDEN'],
    ["another insurer's adjuster", atWork('91220100MA1C30014B', 'insurance-claim', policy.id), 'FORBIDDEN'],
    ['another firm', banker, 'FORBIDDEN'],
    ['another resident', parent, 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is judged for %s by every route', async (_, viewer, code) => {
    for (const field of FIELDS) {
      const answers = [
        await department.as(viewer).entity('CropInsurancePolicy', { id: policy.id }, field),
        await department
          .as(viewer)
          .run(`query P($id: ID!) { cropInsurancePolicy(id: $id) { ${field} } }`, { id: policy.id }),
      ];
      for (const { errors } of answers) {
        expect({ field, codes: errors?.map(({ extensions }) => extensions.code) }).toEqual({
          field,
          codes: code ? [code] : undefined,
        });
      }
    }
  });

  it('that is none is refused in the same words', async () => {
    const ask = async (id: string) => [
      (await department.as(parent).entity('CropInsurancePolicy', { id }, 'validTo')).errors,
      (await department.as(parent).run('query P($id: ID!) { cropInsurancePolicy(id: $id) { validTo } }', { id }))
        .errors,
    ];
    expect(JSON.stringify(await ask('pol_none'))).toBe(JSON.stringify(await ask(policy.id)));
  });

  it('is in the hands of the farmer, with what the city knows of it', async () => {
    const wanted = {
      id: policy.id,
      validFrom: policy.from,
      validTo: policy.to,
      sumInsuredCents: policy.sumInsuredCents,
      insurer: { uscc: policy.insurer },
      farm: { id: DEMO_FARM },
    };
    const fields = 'id validFrom validTo sumInsuredCents insurer { uscc } farm { id }';
    const ask = (day: string) =>
      department
        .as(farmer)
        .entity(
          'Resident',
          { id: city.demo.farmer.resident },
          `cropInsurancePolicies { ${fields} } cropInsurancePoliciesConnection(on: "${day}") { nodes { id } }`,
        );
    const { data, errors } = await ask('2026-07-01');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      cropInsurancePolicies: [wanted],
      cropInsurancePoliciesConnection: { nodes: [{ id: policy.id }] },
    });
    expect((await ask('2026-03-31')).data.cropInsurancePoliciesConnection.nodes).toEqual([]);
    const other = await department
      .as(parent)
      .entity('Resident', { id: city.demo.farmer.resident }, 'cropInsurancePolicies { id }');
    expect(other.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is listed to either entity on its side', async () => {
    const list = async (viewer: typeof insurer, uscc: string, side: string) => {
      const { data, errors } = await department
        .as(viewer)
        .entity(
          'LegalEntity',
          { uscc },
          `cropInsurancePoliciesConnection(first: 100, side: ${side}) { nodes { id sumInsuredCents } }`,
        );
      return (
        errors?.[0]?.extensions.code ??
        data.cropInsurancePoliciesConnection.nodes.map(({ id }: { id: string }) => id).sort()
      );
    };
    const sold = city.cropPolicies.filter(({ insurer: who }) => who === policy.insurer).map(({ id }) => id);
    expect(await list(insurer, policy.insurer, 'INSURER')).toEqual(sold.sort().slice(0, 100));
    expect(await list(farmer, COOPERATIVE, 'OPERATOR')).toContain(policy.id);
    expect(await list(farmer, COOPERATIVE, 'INSURER')).toEqual([]);
    expect(await list(farmer, policy.insurer, 'INSURER')).toBe('FORBIDDEN');
  });

  it('needs a constant number of statements for a hundred farmers', async () => {
    const farmers = city.farms.slice(0, 100).map(({ farmer: id }) => id);
    const statements = (count: number) =>
      department.statements(() =>
        department.as(farmer).entities(
          'CropInsurancePolicy',
          city.cropPolicies.slice(0, count).map(({ id }) => ({ id })),
          'sumInsuredCents insurer { uscc }',
        ),
      );
    expect(farmers.length).toBeGreaterThan(0);
    expect(await statements(100)).toBe(await statements(1));
  });
});
