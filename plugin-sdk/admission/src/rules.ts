import type { Difference, Rule, Submission } from './rule.ts';
import { alteredCopy } from './rules/altered-copy.rule.ts';
import { changed } from './rules/changed.rule.ts';
import { cost } from './rules/cost.rule.ts';
import { description } from './rules/description.rule.ts';
import { egressRule } from './rules/egress.rule.ts';
import { enumRule } from './rules/enum.rule.ts';
import { extendsRule } from './rules/extends.rule.ts';
import { foreignLabel } from './rules/foreign-label.rule.ts';
import { interfaceObject } from './rules/interface-object.rule.ts';
import { key } from './rules/key.rule.ts';
import { link } from './rules/link.rule.ts';
import { mintsReference } from './rules/mints-reference.rule.ts';
import { name } from './rules/name.rule.ts';
import { namespace } from './rules/namespace.rule.ts';
import { newImplementation } from './rules/new-implementation.rule.ts';
import { nonnull } from './rules/nonnull.rule.ts';
import { notExtensible } from './rules/not-extensible.rule.ts';
import { override } from './rules/override.rule.ts';
import { provides } from './rules/provides.rule.ts';
import { schemaDescription } from './rules/schema-description.rule.ts';
import { shareable } from './rules/shareable.rule.ts';
import { sibling } from './rules/sibling.rule.ts';
import { stranger } from './rules/stranger.rule.ts';
import { subject } from './rules/subject.rule.ts';
import { unlabelled } from './rules/unlabelled.rule.ts';
import { url } from './rules/url.rule.ts';

/** Of the document itself: only what the composed graph does not show. */
export const DOCUMENT_RULES: readonly Rule<Submission>[] = [
  link,
  name,
  foreignLabel,
  alteredCopy,
  schemaDescription,
  sibling,
  stranger,
  url,
  description,
];

/** Of what the graph would become. */
export const GRAPH_RULES: readonly Rule<Difference>[] = [
  namespace,
  notExtensible,
  extendsRule,
  override,
  interfaceObject,
  key,
  changed,
  newImplementation,
  enumRule,
  shareable,
  provides,
  nonnull,
  cost,
  mintsReference,
  egressRule,
  unlabelled,
  subject,
];
