import type { AdmissionVerdict } from '../admission.ts';
import { describeEgress } from '../egress/describe-egress.ts';

/** A verdict as a compiler would say it: `file:line:column`, what is wrong, what to do. */
export function describeVerdict({ admitted, findings, egress }: AdmissionVerdict): string[] {
  const lines = findings.flatMap(({ rule, severity, coordinate, message, fix, file, line, column }) => {
    const place = [file ?? 'plugin', ...(line === null ? [] : [line, column])].join(':');
    return [
      `${place}  ${severity} ${rule}${coordinate === null ? '' : ` ${coordinate}`}`,
      ...message.split('\n').map((part) => `    ${part}`),
      `    → ${fix}`,
    ];
  });
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const counted = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return [...lines, ...describeEgress(egress), `${admitted ? 'Admitted' : 'Refused'}: ${counted}.`];
}
