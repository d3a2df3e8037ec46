import type { SentWording } from '@citygraph/admission/words';
import { chooseLocale } from '@citygraph/contract/locale';
import type { World } from '../world.ts';

/** What a finding says, and the same in no language: as an object of admission's own, or as the JSON that hubs send. */
export interface Worded {
  readonly message: string;
  readonly fix: string;
  readonly wording?: SentWording | string | null;
}

interface Reader {
  readonly flags: { readonly locale?: string | undefined };
  readonly world: Pick<World, 'env'>;
}

/** Findings in the language of who reads them. What is not worded, or by a hub that knows more than this command, stays English; what programs read is English anyway. */
export async function inReadersWords<F extends Worded>(
  findings: readonly F[],
  { flags, world }: Reader,
): Promise<readonly F[]> {
  const locale = chooseLocale(flags.locale, world.env);
  if (locale === 'en' || findings.length === 0) return findings;
  const { wordsIn } = await import('@citygraph/admission/words');
  const say = await wordsIn(locale);
  return findings.map((finding) => {
    const wording = readWording(finding.wording);
    return { ...finding, ...(wording && say(wording)) };
  });
}

export function readWording(wording: Worded['wording']): SentWording | null {
  if (typeof wording !== 'string') return wording ?? null;
  try {
    const read: unknown = JSON.parse(wording);
    return isWording(read) ? read : null;
  } catch {
    return null;
  }
}

const isWording = (value: unknown): value is SentWording => {
  const { message, fix, parameters } = (value ?? {}) as Partial<SentWording>;
  return (
    typeof message === 'string' && typeof fix === 'string' && typeof parameters === 'object' && parameters !== null
  );
};
