import type { Question } from '../site.mjs';

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
