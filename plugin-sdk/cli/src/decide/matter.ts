import type { Hub } from '../hub/hub.ts';
import type { Translate } from '../messages/messages.ts';
import type { Listed } from '../operations/listed.ts';
import type { Line } from '../output/line.ts';

/** What a hub lets people decide. */
export const MATTER_KINDS = ['review', 'grant', 'name', 'licence', 'subscription', 'breaking'] as const;
export type MatterKind = (typeof MATTER_KINDS)[number];

/** Something that waits for a person's word, as the queue lists it. */
export interface Waiting {
  readonly kind: MatterKind;
  /** What `admin show`, `approve` and `reject` take. */
  readonly id: string;
  /** Who asks: a publisher, a plugin or an app. */
  readonly asker: string | null;
  readonly what: string;
  readonly level: string | null;
  readonly state: string | null;
  readonly since: string | null;
  /** Where a law or the hub's own rules set a term. */
  readonly dueAt: string | null;
}

/** What somebody said on the command line; undefined: nothing. */
export interface Said {
  readonly reason?: string | undefined;
  readonly code?: string | undefined;
  readonly changes?: boolean | undefined;
  readonly digest?: string | undefined;
  /** Of what a release is sent. */
  readonly 'egress-digest'?: string | undefined;
  readonly coordinate?: readonly string[] | undefined;
  readonly consent?: boolean | undefined;
  readonly uscc?: string | undefined;
}

export interface Decided {
  readonly data: unknown;
  readonly text: readonly Line[];
  /** Now it is another person's turn. */
  readonly isWaiting: boolean;
}

/** One matter, as it stands. */
export interface Matter {
  readonly data: unknown;
  /** Everything that a decision is taken by. */
  show(m: Translate): readonly Line[];
  approve(said: Said, m: Translate): Promise<Decided>;
  reject(said: Said, m: Translate): Promise<Decided>;
}

/** A kind of matter: which of them wait, and one of them. */
export interface MatterRoom {
  /** Those due first. */
  waiting(hub: Hub, last: number): Promise<Listed<Waiting>>;
  /** @throws NOTHING_FOUND */
  open(hub: Hub, id: string): Promise<Matter>;
}
