import { allowed, refused, type SubjectRule, subjectRule } from '@citygraph/kit';

/** Civil Servants Law art. 76: an officer does not decide where the officer's own interests are at stake. */
const OWN_MATTER = refused('FORBIDDEN', 'This is a matter of your own; a colleague decides it.');

/** Refuses whom the rule makes a party: an officer may also be an applicant, a complainant or a firm's representative. */
export const noParty = <T>(party: SubjectRule<T>): SubjectRule<T> =>
  subjectRule(`no party as ${party.rule}`, (viewer, object, now) =>
    party(viewer, object, now).allowed ? OWN_MATTER : allowed('no party'),
  );
