/** Folder of the built page (`index.html`, `assets/`), for whoever serves it. Built by `npm run build`. */
export declare const siteFolder: URL;

/** A question the city must answer, with variables that fit the seeded city: what the hub prepares and the page opens. */
export interface Question {
  readonly title: string;
  /** Handle of the demo person who may ask it; null: anyone, without signing in. */
  readonly askedBy: string | null;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `CityGraph-Purpose` and `CityGraph-Case`, where the question needs them. */
  readonly headers: Readonly<Record<string, string>>;
}
