import type { Variant } from '../policy/variant.ts';
import type { Engine, Executable } from './engine.ts';

/** The plan of a variant, made once and there at once from then on; having no capacity for it is not remembered. */
export function executableOf(variant: Variant, engine: Engine): Promise<Executable> | Executable {
  if (!variant.executable) {
    const preparing = engine.prepare(variant);
    variant.executable = preparing;
    preparing.then(
      (executable) => {
        variant.executable = executable;
        variant.onPrepared(executable.bytes);
      },
      () => {
        variant.executable = null;
      },
    );
  }
  return variant.executable;
}
