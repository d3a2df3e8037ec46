import type { LocalText } from '../manifest/manifest.ts';

/** What a package says, in each language, with `{places}` to be filled in. */
export type Sayings = Readonly<Record<string, LocalText>>;

/** A name or a value, in no language, or words that are in each. */
export type Filling = string | number | LocalText;

type PlacesIn<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlacesIn<Rest>
  : never;
type FillingsOf<Text extends string> = [PlacesIn<Text>] extends [never]
  ? []
  : [fillings: Readonly<Record<PlacesIn<Text>, Filling>>];

/** A sentence of a catalogue in both languages, filled in; the compiler knows its places by its English. */
export type Say<S extends Sayings> = <K extends keyof S & string>(
  key: K,
  ...fillings: FillingsOf<S[K]['en']>
) => LocalText;

/** Makes the function that says a catalogue's sentences: by key, in both languages, its `{places}` filled in. The compiler refuses keys and places that the catalogue has not. */
export const createSay =
  <const S extends Sayings>(sayings: S): Say<S> =>
  (key, ...[fillings]) => ({
    zh: filled(sayings, key, 'zh', fillings),
    en: filled(sayings, key, 'en', fillings),
  });

/** Sentences one after the other; null: there is none. */
export function joinTexts(texts: readonly (LocalText | null)[]): LocalText {
  const said = texts.filter((text) => text !== null);
  return { zh: said.map(({ zh }) => zh).join(''), en: said.map(({ en }) => en).join(' ') };
}

function filled(
  sayings: Sayings,
  key: string,
  language: keyof LocalText,
  fillings: Readonly<Record<string, Filling>> = {},
): string {
  const template = sayings[key]?.[language] ?? key;
  const text = template.replace(/\{(\w+)\}/g, (whole, place: string) => {
    const filling = Object.hasOwn(fillings, place) ? fillings[place] : undefined;
    return filling === undefined ? whole : typeof filling === 'object' ? filling[language] : String(filling);
  });
  // A hint that is not given leaves its space behind.
  return text.trimEnd();
}
