import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';

export interface GreetingFacts {
  /** Origin of the hub whose departments are asked; null: they are made up. */
  readonly liveAt: string | null;
  /** Entities that nobody can ask for by key there. */
  readonly notLive: readonly string[];
}

/** What somebody who develops has to know of a hub's answers, in sentences. */
export function greeting({ liveAt, notLive }: GreetingFacts): readonly LocalText[] {
  if (liveAt === null) return [say('hello.made-up'), say('hello.sign-in', { header: SIGN_IN })];
  const missing = notLive.length > 0 ? [say('hello.not-live', { types: notLive.join(', ') })] : [];
  return [say('hello.live', { hub: liveAt }), ...missing];
}

const SIGN_IN = '{"authorization": "Bearer farmer"}';
const WIDTH = 100;

/** The first text of an explorer: the greeting as comments, and a question to begin with. */
export const firstText = (facts: GreetingFacts, language: keyof LocalText): string =>
  `${greeting(facts)
    .flatMap((text) => wrapped(text[language]))
    .map((line) => `# ${line}`)
    .join('\n')}
{
  adminDivision(code: "220104") {
    name
  }
}
`;

/** Lines as wide as an editor shows; Chinese breaks behind its marks. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\s)|(?<=[，。：])/)) {
    if (line !== '' && line.length + word.length > WIDTH) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return [...lines, line.trimEnd()];
}
