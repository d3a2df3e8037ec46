import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import { facts } from '../output/table.ts';
import type { BreakingWhole } from './breaking.ts';
import { showImpact } from './show-impact.ts';

/** Everything that is decided by: what goes, in whose place, why, and which clients lose by it. */
export function showBreaking(breaking: BreakingWhole, m: Translate): Line[] {
  const { id, plugin, kind, state, digest, replaces, reason, askedAt, dueAt, decisionReason, release, impact } =
    breaking;
  return [
    ...facts([
      ['id', id],
      [m('label.release'), `${plugin ?? '-'}@${release?.version ?? '-'}`],
      [m('label.publisher'), release?.plugin?.publisher?.handle],
      [m('label.kind'), kind],
      [m('label.digest'), digest],
      [m('label.replaces'), replaces],
      [m('label.state'), state],
      [m('label.since'), askedAt],
      [m('label.due'), dueAt],
      [m('label.reason'), reason],
      [m('label.decision'), decisionReason],
    ]),
    '',
    { tone: 'strong', text: m('label.usage-impact') },
    ...showImpact(impact ?? [], m),
  ];
}
