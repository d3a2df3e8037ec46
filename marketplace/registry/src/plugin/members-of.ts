import type { Viewer } from '@citygraph/contract';
import {
  allowed,
  defineLoader,
  findRows,
  refused,
  type SubgraphContext,
  type SubjectRule,
  subjectRule,
} from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { Plugin } from './plugin.entity.ts';

/** Something about a plugin, with who of its publisher may read it. */
export interface OfPlugin {
  /** Subjects of its publisher's members. */
  readonly members: readonly string[];
}

/** Members of the publisher, by the plugin's name. */
export const membersOf = defineLoader<string, readonly string[], SubgraphContext>(async (names, { em }) => {
  const plugins = await findRows(em, Plugin, { name: { $in: [...names] } });
  const publishers = [...new Set(plugins.map(({ publisherId }) => publisherId))];
  const members = await findRows(em, PublisherMember, { publisherId: { $in: publishers } });
  return names.map((name) => {
    const publisherId = plugins.find((plugin) => plugin.name === name)?.publisherId;
    return members.filter((member) => member.publisherId === publisherId).map(({ subject }) => subject);
  });
});

/** Puts members to each row of some plugins. */
export async function withMembers<T>(
  context: SubgraphContext,
  rows: readonly T[],
  pluginOf: (row: T) => string,
): Promise<(T & OfPlugin)[]> {
  return Promise.all(
    rows.map(async (row) => ({ ...row, members: (await membersOf(context).load(pluginOf(row))) ?? [] })),
  );
}

export const isMember = ({ principal }: Viewer, { members }: OfPlugin): boolean =>
  principal.subject !== null && members.includes(principal.subject);

/** What a plugin does is its publisher's business and administrators'. */
export const publisherOrAdministrator: SubjectRule<OfPlugin> = subjectRule("its publisher's members", (viewer, of) =>
  isAdministrator(viewer) || isMember(viewer, of)
    ? allowed("its publisher's members")
    : refused('FORBIDDEN', 'You may not see this, or it does not exist.'),
);
