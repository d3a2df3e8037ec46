import type { Desk, RunOptions } from './desk.ts';

/** A publisher with the member who is to go, and what is typed when somebody is asked. */
export const withSub2 =
  (options: RunOptions = {}) =>
  (desk: Desk) => {
    const members = [{ subject: 'sub-2', memberRole: 'VIEWER', since: '2026-11-01T00:00:00.000Z' }];
    desk.hub.on('publisher', { handle: 'airlab', members, invitations: [] });
    return options;
  };
