import type { Translate } from '../messages/messages.ts';
import type { Line } from '../output/line.ts';
import { facts } from '../output/table.ts';
import type { Grant } from './grant.ts';

/** A grant: what was asked for, for what, who decides and how far they are. */
export const showGrant = (grant: Grant, m: Translate): Line[] =>
  facts([
    ['id', grant.id],
    [m('label.state'), grant.status],
    [m('label.grantee'), grant.plugin?.name ?? grant.app],
    [m('label.owner'), grant.owner?.uscc],
    [m('label.level'), grant.level],
    [m('label.purpose'), grant.purpose],
    [m('label.coordinates'), grant.coordinates.join(' ')],
    [m('label.retention-days'), grant.retentionDays],
    [m('label.until'), grant.until],
    [m('label.needs-consent'), grant.needsConsent],
    [m('label.eyes'), `${grant.approvals} / ${grant.approvalsNeeded}`],
    [m('label.due'), grant.dueAt],
    [m('label.reason'), grant.reason],
    [m('label.decision'), grant.decisionReason],
  ]);
