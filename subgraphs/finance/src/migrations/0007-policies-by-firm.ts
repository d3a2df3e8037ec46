import { migration } from '@citygraph/kit';
import { statement } from './statement.ts';

/** Insurers and cooperatives list policies; deposit bands are words, so that they can be values of an enum one day. */
export const policiesByFirm = migration('0007-policies-by-firm', (schema) => [
  schema
    .createIndex('crop_insurance_policy_insurer')
    .on('crop_insurance_policy')
    .columns(['insurer_uscc', 'valid_from']),
  schema
    .createIndex('crop_insurance_policy_operator')
    .on('crop_insurance_policy')
    .columns(['operator_uscc', 'valid_from']),
  ...[
    ['0-10000', 'UNDER_10K'],
    ['10000-50000', 'FROM_10K_TO_50K'],
    ['50000-200000', 'FROM_50K_TO_200K'],
    ['200000+', 'OVER_200K'],
  ].map(([before, after]) => statement(`update deposit set band = '${after}' where band = '${before}'`)),
]);
