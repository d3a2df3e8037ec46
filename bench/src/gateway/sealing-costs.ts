import { generateHopSecret } from '@citygraph/contract';
import { createSealer } from '@citygraph/gateway';

const KEYS = 20_000;
const ROUNDS = 20;

/** Sealing one id, on this machine: when it is new, and when it was sealed lately. */
export function sealingCosts(): { readonly firstMicroseconds: number; readonly rememberedMicroseconds: number } {
  const sealer = createSealer([{ id: 'a', secret: generateHopSecret() }]);
  const keys = Array.from({ length: KEYS }, (_, number) => `res_${number.toString(36).padStart(16, '0')}`);
  const sealAll = (): number => {
    const started = performance.now();
    for (const key of keys) sealer.seal('satellite', 'Resident', key);
    return ((performance.now() - started) / KEYS) * 1000;
  };
  const firstMicroseconds = sealAll();
  const remembered = Array.from({ length: ROUNDS }, sealAll);
  return { firstMicroseconds, rememberedMicroseconds: Math.min(...remembered) };
}
