import type { Variant } from '../policy/variant.ts';
import type { Engine, Executable } from './engine.ts';

/** The plan of a variant, made once; having no capacity for it is not remembered. */
export function executableOf(variant: Variant, engine: Engine): Promise<Executable> {
  if (!variant.executable) {
    const executable = engine.prepare(variant);
    variant.executable = executable;
    executable.then(
      ({ bytes }) => variant.onPrepared(bytes),
      () => {
        variant.executable = null;
      },
    );
  }
  return variant.executable;
}
