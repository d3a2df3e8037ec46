import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import { facts, table } from '../output/table.ts';
import { findingLines } from '../plugin/judge-project.ts';
import type { Review } from './admin.ts';
import { showImpact } from './show-impact.ts';
import { showSchemaDiff } from './show-schema-diff.ts';

/** Everything that a decision is taken by: whose it is, what was found, what changes, who loses by it, and which data goes where. */
export function showReview(review: Review, m: Translate): Line[] {
  const { id, release, level, state, turn, dueAt, digest, egressDigest, note, eyesNeeded, approvals } = review;
  const publisher = release?.plugin?.publisher ?? null;
  const findings = release?.findings ?? [];
  const heading = (text: string): Line[] => ['', { tone: 'strong', text }];
  return [
    ...facts([
      [m('label.review'), id],
      [m('label.release'), `${release?.plugin?.name ?? '-'}@${release?.version ?? '-'}`],
      [m('label.what'), release?.plugin?.title],
      [m('label.publisher'), publisher && `${publisher.handle} (${publisher.name})`],
      [
        m('label.verification'),
        publisher &&
          [publisher.verification, publisher.isSuspended ? m('label.suspended') : null].filter(Boolean).join(', '),
      ],
      [m('label.since'), release?.publishedAt],
      [m('label.digest'), digest],
      [m('label.egress-digest'), egressDigest],
      [m('label.level'), level],
      [m('label.state'), [state, turn].filter(Boolean).join(', ')],
      [m('label.due'), dueAt],
      [m('label.eyes'), `${approvals?.length ?? 0} / ${eyesNeeded ?? 1}`],
      [m('label.note'), note],
    ]),
    ...heading(m('label.findings')),
    ...(findings.length === 0 ? ['-'] : findingLines(findings, 'schema.graphql')),
    ...heading(m('label.schema-diff')),
    ...showSchemaDiff(review.schemaDiff ?? [], m),
    ...heading(m('label.usage-impact')),
    ...showImpact(review.usageImpact ?? [], m),
    ...heading(m('label.egress-diff')),
    ...table(
      [m('label.coordinates'), m('label.level'), m('label.change'), m('label.granted'), m('label.purpose')],
      (review.egressDiff ?? []).map((row) => [
        row.coordinate,
        row.level,
        row.change,
        row.needsGrant ? row.granted : null,
        row.purpose,
      ]),
    ),
    ...(review.limitsAsked?.length ? [...heading(m('label.limits-asked')), ...showLimits(review.limitsAsked, m)] : []),
    ...(review.comments?.length ? heading(m('label.comments')) : []),
    ...(review.comments ?? []).map(({ side, text, at }) => `${at ?? ''}  ${side ?? ''}: ${text ?? ''}`),
  ];
}

const showLimits = (rows: NonNullable<Review['limitsAsked']>, m: Translate): Line[] =>
  table(
    [m('label.limit'), m('label.asked'), m('label.usual'), m('label.serves-with')],
    rows.map(({ limit, value, usual, before }) => [limit, value, usual, before]),
  );
