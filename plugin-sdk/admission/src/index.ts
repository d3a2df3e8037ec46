export {
  type AdmissionFinding,
  type AdmissionManifest,
  type AdmissionRequest,
  type AdmissionVerdict,
  type BootFinding,
  EGRESS_ROUTES,
  type EgressItem,
  type EgressReport,
  type EgressRoute,
  RULE_NAMES,
  type RuleName,
  type UsedCoordinate,
} from './admission.ts';
export { type Admission, type AdmissionOptions, admit, createAdmission } from './admit.ts';
export { type BrokenUse, breakingBetween } from './breaking/breaking-between.ts';
export type { Compose } from './court.ts';
export { explainRule, PAGE_LANGUAGES, type PageLanguage } from './explain-rule.ts';
export { type ClientGraph, readClientGraph } from './graph/client-graph.ts';
export { type AskingPlugin, type JoinedCity, requestOf, requestOfManifest } from './request-of-manifest.ts';
export { rulesVersion } from './rules-version.ts';
export { type SentWording, type Wording, type Words, wordsIn } from './words/words.ts';
