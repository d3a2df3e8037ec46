import type { PageLanguage } from '../explain-rule.ts';
import { fixes, messages } from './en.ts';

export type MessageKey = keyof typeof messages;
export type FixKey = keyof typeof fixes;

/** What a finding says, apart from any language. */
export interface Wording {
  readonly message: MessageKey;
  readonly fix: FixKey;
  /** What is filled in: names and values of the document, in no language. */
  readonly parameters: Readonly<Record<string, string>>;
}

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What the templates of a message and a fix leave open, the finding's own coordinate aside. */
export type ParametersOf<M extends MessageKey, F extends FixKey> = Readonly<
  Record<Exclude<NamesIn<(typeof messages)[M]> | NamesIn<(typeof fixes)[F]>, 'coordinate'>, string | number>
>;

/** What they leave open. */
export const namesIn = (message: MessageKey, fix: FixKey): string[] =>
  [...`${messages[message]} ${fixes[fix]}`.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

/** What a finding says: what is wrong, with the names, and how to mend it. */
export interface Words {
  readonly message: string;
  readonly fix: string;
}

/** What a finding says, in English. */
export const inEnglish = (wording: Wording): Words => filled({ messages, fixes }, wording);

/** A wording as a hub sends it, which may know words that are not known here. */
export type SentWording = Omit<Wording, 'message' | 'fix'> & { readonly message: string; readonly fix: string };

/** Says findings in a language; null: it has no words for this one. */
export async function wordsIn(language: PageLanguage): Promise<(wording: SentWording) => Words | null> {
  const catalogue: Catalogue = language === 'zh-CN' ? await import('./zh-cn.ts') : { messages, fixes };
  return (wording) => (isKnown(wording) ? filled(catalogue, wording) : null);
}

const isKnown = (wording: SentWording): wording is Wording =>
  Object.hasOwn(messages, wording.message) && Object.hasOwn(fixes, wording.fix);

interface Catalogue {
  readonly messages: Readonly<Record<MessageKey, string>>;
  readonly fixes: Readonly<Record<FixKey, string>>;
}

function filled(catalogue: Catalogue, { message, fix, parameters }: Wording): Words {
  const fill = (template: string): string =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(parameters, name) ? `${parameters[name]}` : whole,
    );
  return { message: fill(catalogue.messages[message]), fix: fill(catalogue.fixes[fix]) };
}
