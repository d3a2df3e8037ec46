import { string as argument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { CommandError } from '../../command-error.ts';
import type { CommandContext } from '../../define-command.ts';
import { defineCommand } from '../../define-command.ts';
import { expected, found } from '../../expected.ts';
import type { Hub } from '../../hub/hub.ts';
import {
  ANSWER_INVITATION,
  CHANGE_MEMBER_ROLE,
  INVITE_MEMBER,
  type Membership,
  PUBLISHER_MEMBERS,
  REMOVE_MEMBER,
} from '../../operations/publisher.ts';
import { table } from '../../output/table.ts';

const ROLES = ['OWNER', 'DEVELOPER', 'VIEWER'] as const;
const alone = { exclusive: ['invite', 'remove', 'change', 'accept', 'decline'] };
const others = (own: string) => ({ exclusive: alone.exclusive.filter((flag) => flag !== own) });

export const command = defineCommand({
  args: { handle: argument({ required: true }) },
  flags: {
    invite: string(others('invite')),
    change: string(others('change')),
    remove: string(others('remove')),
    accept: boolean(others('accept')),
    decline: boolean(others('decline')),
    role: string({ options: [...ROLES], default: 'DEVELOPER' }),
  },
  mutates: 'destructive',
  examples: [
    ['citygraph publisher members airlab', { en: 'Who belongs to it', zh: '有哪些成员' }],
    [
      'citygraph publisher members airlab --invite 3f0c… --role VIEWER',
      {
        en: 'Ask somebody, by the subject that `auth whoami` shows them',
        zh: '邀请某人，以其 auth whoami 所示的主体为准',
      },
    ],
    ['citygraph publisher members airlab --remove 3f0c… --yes', { en: 'End a membership', zh: '移除一名成员' }],
  ],
  async run({ args: { handle: publisher }, flags, hub: open, m, confirm }) {
    const hub = await open();
    const after = await change(hub, publisher, flags, confirm);
    const membership = after ?? found((await hub.ask(PUBLISHER_MEMBERS, { publisher })).publisher, publisher);
    const rows = [
      ...(membership.members ?? []).map(({ subject, memberRole, since }) => [subject, memberRole, since] as const),
      ...(membership.invitations ?? []).map(
        ({ subject, memberRole, since }) => [subject, `${memberRole} (${m('label.invited')})`, since] as const,
      ),
    ];
    return { data: membership, text: table([m('label.subject'), m('label.role'), m('label.since')], rows) };
  },
});

interface Changes {
  readonly invite?: string | undefined;
  readonly change?: string | undefined;
  readonly remove?: string | undefined;
  readonly accept: boolean;
  readonly decline: boolean;
  readonly role: string;
}

async function change(
  hub: Hub,
  publisher: string,
  { invite, change: subjectToChange, remove, accept, decline, role }: Changes,
  confirm: CommandContext['confirm'],
): Promise<Membership | null> {
  if (invite !== undefined)
    return expected((await hub.act(INVITE_MEMBER, { publisher, subject: invite, role })).inviteMember);
  if (subjectToChange !== undefined) {
    await membershipsOf(hub, publisher, subjectToChange);
    return expected(
      (await hub.act(CHANGE_MEMBER_ROLE, { publisher, subject: subjectToChange, role })).changeMemberRole,
    );
  }
  if (remove !== undefined) {
    const lost = await membershipsOf(hub, publisher, remove);
    await confirm(lost.map(({ subject, memberRole }) => ({ tone: 'bad', text: `- ${subject} ${memberRole}` })));
    return expected((await hub.act(REMOVE_MEMBER, { publisher, subject: remove })).removeMember);
  }
  if (accept || decline) return expected((await hub.act(ANSWER_INVITATION, { publisher, accept })).answerInvitation);
  return null;
}

/** Whom somebody names, as a member or as asked; or NOTHING_FOUND, before anything is sent. */
async function membershipsOf(hub: Hub, publisher: string, named: string) {
  const before = found((await hub.ask(PUBLISHER_MEMBERS, { publisher })).publisher, publisher);
  const those = [...(before.members ?? []), ...(before.invitations ?? [])].filter(({ subject }) => subject === named);
  if (those.length > 0) return those;
  const suggestions = [['hint.members', { publisher }] as const];
  throw new CommandError('NOTHING_FOUND', 'error.no-such-member', { publisher, subject: named }, { suggestions });
}
