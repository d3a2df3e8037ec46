/** One question of the city, as the hub that serves this page prepared it (variables fit its seeded city). */
export interface Question {
  readonly title: string;
  /** Handle of the demo person who may ask it; null: anyone, without signing in. */
  readonly askedBy: string | null;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** `CityGraph-Purpose` and `CityGraph-Case`, where the question needs them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the hub tells this page about itself, at `/explorer/settings.json`. */
export interface Settings {
  readonly endpoint: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly questions: readonly Question[];
}

export async function loadSettings(): Promise<Settings> {
  const response = await fetch('/explorer/settings.json');
  if (!response.ok) throw new Error(`The hub did not say its settings (HTTP ${response.status}). Reload the page.`);
  return (await response.json()) as Settings;
}
