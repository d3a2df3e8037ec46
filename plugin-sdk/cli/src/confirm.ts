import { CommandError } from './command-error.ts';
import type { Translate } from './messages/messages.ts';
import type { Line } from './output/line.ts';
import type { World } from './world.ts';

/** Goes on only when a person or `--yes` agrees. */
export type Confirm = (loss: readonly Line[]) => Promise<void>;

export interface ConfirmOptions {
  readonly world: World;
  readonly m: Translate;
  readonly isAgreed: boolean;
  readonly isDryRun: boolean;
  readonly show: (lines: readonly Line[]) => void;
}

export function createConfirm({ world, m, isAgreed, isDryRun, show }: ConfirmOptions): Confirm {
  return async (loss) => {
    show(loss);
    if (isAgreed || isDryRun) return;
    if (!world.stdin.isTerminal || !world.stderr.isTerminal) {
      throw new CommandError('CONFIRMATION_NEEDED', 'error.confirmation-needed', {}, { suggestions: [['hint.yes']] });
    }
    world.stderr.write(`${m('ask.go-on')} `);
    const answer = await world.stdin.line(world.signal);
    if (!/^(y|yes|是)$/i.test(answer?.trim() ?? '')) {
      throw new CommandError('CONFIRMATION_NEEDED', 'error.not-agreed');
    }
  };
}
