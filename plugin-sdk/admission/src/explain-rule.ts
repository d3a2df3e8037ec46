import { readFile } from 'node:fs/promises';
import type { RuleName } from './admission.ts';

/** A rule's page in Markdown: what it refuses, why, a wrong and a right example. */
export function explainRule(rule: RuleName): Promise<string> {
  return readFile(new URL(`../rules/${rule}.md`, import.meta.url), 'utf8');
}
