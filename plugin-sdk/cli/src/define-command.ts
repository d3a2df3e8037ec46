import type { LocalText } from '@citygraph/contract';
import type { InferredArgs, InferredFlags } from '@oclif/core/interfaces';
import type { ArgInput, FlagInput } from '@oclif/core/parser';
import type { Confirm } from './confirm.ts';
import type { Hub } from './hub/hub.ts';
import type { MessageKey, MessageValues, Translate } from './messages/messages.ts';
import type { Line } from './output/line.ts';
import type { Outcome } from './output/outcome.ts';
import type { Session } from './session.ts';
import type { World } from './world.ts';

/** A command line that works, and what it does. */
export type Example = readonly [line: string, what: LocalText];

export interface CommandSpec<F extends FlagInput = FlagInput, A extends ArgInput = ArgInput> {
  readonly args?: A;
  readonly flags?: F;
  /** It changes something on the hub: it has `--dry-run`. `destructive` ones show what is lost and ask first, or take `--yes`. */
  readonly mutates?: true | 'destructive';
  /** It runs until Ctrl-C, and ends by itself when `world.signal` is aborted: nobody ends it sooner. */
  readonly endsItself?: true;
  /** Three of them (README). */
  readonly examples: readonly [Example, Example, Example];
  readonly run: (context: CommandContext<F, A>) => Promise<Outcome>;
}

/** What every command may be told. */
export interface GlobalFlags {
  readonly json: boolean;
  readonly profile?: string | undefined;
  readonly hub?: string | undefined;
  readonly locale?: string | undefined;
  readonly 'no-color': boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly 'token-file'?: string | undefined;
  readonly 'dry-run'?: boolean;
  readonly yes?: boolean;
}

export interface CommandContext<F extends FlagInput = FlagInput, A extends ArgInput = ArgInput> {
  readonly flags: InferredFlags<F> & GlobalFlags;
  readonly args: InferredArgs<A>;
  readonly world: World;
  readonly m: Translate;
  /** Profile, hub and credential, without asking the hub. */
  readonly session: Session;
  /** Opens the hub, with whatever credential there is; as `nobody`, with none. */
  hub(as?: 'nobody'): Promise<Hub>;
  /** Shows what is lost and asks, unless `--yes` was said. */
  readonly confirm: Confirm;
  warn(key: MessageKey, values?: MessageValues): void;
  progress(...lines: readonly Line[]): void;
  /** What must not be lost while the command goes on to wait: to stdout at once, for people. Programs find it in the document. */
  tell(...lines: readonly Line[]): void;
}

/** A command as it is run, whatever its flags are. */
export interface Command {
  readonly args: ArgInput;
  readonly flags: FlagInput;
  readonly mutates: boolean;
  readonly isDestructive: boolean;
  readonly endsItself: boolean;
  readonly examples: readonly Example[];
  run(context: CommandContext): Promise<Outcome>;
}

/** Describes a command; `runCommandLine` runs it. */
export function defineCommand<F extends FlagInput, A extends ArgInput>(spec: CommandSpec<F, A>): Command {
  return {
    args: spec.args ?? {},
    flags: spec.flags ?? {},
    mutates: spec.mutates !== undefined,
    isDestructive: spec.mutates === 'destructive',
    endsItself: spec.endsItself ?? false,
    examples: spec.examples,
    // The parser made flags and args by this very specification.
    run: (context) => spec.run(context as unknown as CommandContext<F, A>),
  };
}
