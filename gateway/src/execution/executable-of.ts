import type { Variant } from '../policy/variant.ts';
import type { Engine, Executable } from './engine.ts';

/**
 * The plan of a variant, made once and there at once from then on; having no capacity for it is not remembered. `account` is whose turn it is when plans wait, default the hub's: whoever
 * waits for another's is not refused for having had their share.
 */
export function executableOf(variant: Variant, engine: Engine, account?: string): Promise<Executable> | Executable {
  const { executable } = variant;
  if (executable === null) return prepared(variant, engine, account);
  return executable instanceof Promise
    ? executable.catch(() => variant.executable ?? prepared(variant, engine, account))
    : executable;
}

function prepared(variant: Variant, engine: Engine, account?: string): Promise<Executable> {
  const preparing = engine.prepare(variant, account);
  variant.executable = preparing;
  preparing.then(
    (executable) => {
      variant.executable = executable;
      if (!variant.isForgotten) variant.onPrepared(executable.bytes);
    },
    () => {
      variant.executable = null;
    },
  );
  return preparing;
}
