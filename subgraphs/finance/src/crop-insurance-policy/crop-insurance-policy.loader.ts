import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { CropInsurancePolicy } from './crop-insurance-policy.entity.ts';

export const policyById = defineLoader<string, CropInsurancePolicy, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CropInsurancePolicy, { id: { $in: [...ids] } }), ({ id }) => id),
);

const LATEST_FIRST = [
  ['validFrom', 'desc'],
  ['id', 'asc'],
] as const;

export const policiesOfFarmer = pageLoader(CropInsurancePolicy, { parent: 'farmerId', order: LATEST_FIRST });

/** By the side of the policy that an entity is on. */
export const policiesOfEntity = {
  INSURER: pageLoader(CropInsurancePolicy, { parent: 'insurerUscc', order: LATEST_FIRST }),
  OPERATOR: pageLoader(CropInsurancePolicy, { parent: 'operatorUscc', order: LATEST_FIRST }),
};
