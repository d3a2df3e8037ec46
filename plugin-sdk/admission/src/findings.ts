import { type AdmissionFinding, RULE_NAMES, type RuleName } from './admission.ts';
import type { VendorDocument } from './document/vendor-document.ts';
import { type Draft, draft, type Rule } from './rule.ts';
import { plainText } from './text/plain-text.ts';
import { inEnglish, type Wording } from './words/words.ts';

/** Collects what rules find, with its place in the vendor's text. */
export interface Findings {
  add(rule: RuleName, draft: Draft): void;
  /** Carries a rule out; one that throws has refused the document. */
  judge<Facts>(rule: Rule<Facts>, facts: Facts): void;
  hasErrors(): boolean;
  /** In the order of the rules. */
  list(): AdmissionFinding[];
}

/** Nobody reads more of one rule. */
const TOLD_AT_MOST = 50;

export function createFindings(file: string | null, document: () => VendorDocument | null): Findings {
  const found = new Map<RuleName, Map<string, AdmissionFinding>>();
  const add = (rule: RuleName, { severity = 'error', place, ...drafted }: Draft): void => {
    const wording = inPlainText(drafted.wording);
    const { message, fix } = inEnglish(wording);
    const coordinate = drafted.coordinate === null ? null : plainText(drafted.coordinate);
    const ofRule = found.get(rule) ?? new Map<string, AdmissionFinding>();
    found.set(rule, ofRule);
    const at = place ?? (coordinate === null ? null : (document()?.placeOf(coordinate) ?? null));
    const { line, column } = at ?? { line: null, column: null };
    const id = JSON.stringify([coordinate, message, line, column]);
    ofRule.set(id, { rule, severity, coordinate, message, fix, wording, file, line, column });
  };
  const all = (): AdmissionFinding[] => RULE_NAMES.flatMap((rule) => [...(found.get(rule)?.values() ?? [])]);
  return {
    add,
    judge(rule, facts) {
      try {
        for (const found of rule.judge(facts)) add(rule.name, found);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        add(rule.name, draft(null, ['unjudged', 'unjudged'], { rule: rule.name, said }));
      }
    },
    hasErrors: () => all().some(({ severity }) => severity === 'error'),
    list: () => RULE_NAMES.flatMap((rule) => atMost(TOLD_AT_MOST, [...(found.get(rule)?.values() ?? [])])),
  };
}

function atMost(count: number, findings: readonly AdmissionFinding[]): AdmissionFinding[] {
  const told = findings.slice(0, count);
  const last = told.at(-1);
  if (!last || told.length === findings.length) return told;
  const { wording } = draft(null, ['more', 'more'], { count: findings.length - told.length + 1 });
  return [
    ...told.slice(0, -1),
    { ...last, coordinate: null, line: null, column: null, wording, ...inEnglish(wording) },
  ];
}

function inPlainText({ parameters, ...words }: Wording): Wording {
  const plain = Object.entries(parameters).map(([name, value]) => [name, plainText(value)] as const);
  return { ...words, parameters: Object.fromEntries(plain) };
}
