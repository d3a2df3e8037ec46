import { ANONYMOUS, type Principal, type Purpose } from '@citygraph/contract';
import { expect, it } from '@jest/globals';
import { bundle, grant } from '../testing/test-policy.ts';
import { policyInForce } from './bundle/policy-in-force.ts';
import { decide } from './decide.ts';
import { type Demands, NO_DEMANDS } from './need.ts';

const OWNER: Principal = { ...ANONYMOUS, subject: 'sub-owner', resident: 'res_owner', app: 'explorer' };
const TURNOVER: Demands = { ...NO_DEMANDS, level: 'S3', purposes: [['credit-assessment', 'tax']] };
const score = (needsGrant: boolean) => ({
  ...NO_DEMANDS,
  coordinate: 'LegalEntity.airScore',
  feeds: [
    {
      plugin: 'air',
      given: [{ coordinate: 'LegalEntity.invoiceTurnover', demands: TURNOVER, needsGrant, isOfNamed: false }],
      claims: [],
      namesPeople: false,
      leadsToPeople: false,
    },
  ],
});
const judged = (purpose: Purpose) => ({
  principal: OWNER,
  purpose,
  mayTouchSensitive: true,
  policy: policyInForce(
    bundle({
      grants: (['self-service', 'credit-assessment'] as const).map((each) =>
        grant({ id: `grant_${each}`, coordinates: ['LegalEntity.invoiceTurnover'], purpose: each }),
      ),
    }),
    null,
  ),
  now: Date.now(),
  isSandbox: false,
  releaseOf: () => null,
  subscribeAt: null,
});

it('whoever looks at their own needs no purpose, and gives a plugin none: data bound to a purpose goes to it for that alone', () => {
  expect(decide({ ...TURNOVER, coordinate: 'LegalEntity.invoiceTurnover' }, judged('self-service')).refusal).toBeNull();
  expect(decide(score(true), judged('self-service')).refusal).toMatchObject({
    code: 'PURPOSE_REQUIRED',
    coordinate: 'LegalEntity.airScore',
    message: expect.stringContaining('credit-assessment or tax'),
  });
  expect(decide(score(true), judged('credit-assessment'))).toMatchObject({
    refusal: null,
    grants: [{ coordinate: 'LegalEntity.invoiceTurnover', choices: [{ id: 'grant_credit-assessment' }] }],
  });
});

it('a plugin’s own data goes back to it whatever the purpose', () => {
  expect(decide(score(false), judged('self-service')).refusal).toBeNull();
});
