import { GraphiQL } from 'graphiql';
import type { User } from 'oidc-client-ts';
import { useEffect, useMemo, useState } from 'react';
import { openingTab, questionsPane } from './questions.tsx';
import type { Session } from './session.ts';
import type { Settings } from './settings.ts';

interface ExplorerProps {
  readonly settings: Settings;
  readonly session: Session;
  readonly signedIn: User | null;
}

export function Explorer({ settings, session, signedIn }: ExplorerProps) {
  const [user, setUser] = useState(signedIn);
  useEffect(() => session.onChange(setUser), [session]);

  const fetcher = useMemo(
    () =>
      async (body: unknown, options?: { headers?: Record<string, string> }): Promise<never> => {
        const token = await session.accessToken();
        const response = await fetch(settings.endpoint, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/graphql-response+json, application/json;q=0.9',
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...options?.headers,
          },
          body: JSON.stringify(body),
        });
        return (await response.json()) as never;
      },
    [settings, session],
  );
  const panes = useMemo(() => [questionsPane(settings.questions)], [settings]);
  const opening = useMemo(() => openingTab(settings.questions), [settings]);

  return (
    <>
      <header className="bar">
        <h1>
          CityGraph <small>explorer</small>
        </h1>
        <code>{new URL(settings.endpoint, location.href).href}</code>
        <span className="who" role="status">
          {user ? `Signed in as ${user.profile.preferred_username ?? user.profile.sub}` : 'Not signed in'}
        </span>
        {user ? (
          <button type="button" onClick={() => void session.signOut()}>
            Sign out
          </button>
        ) : (
          <button type="button" onClick={() => void session.signIn()}>
            Sign in
          </button>
        )}
      </header>
      <main className="workbench">
        <GraphiQL
          fetcher={fetcher}
          plugins={panes}
          {...opening}
          defaultEditorToolsVisibility="variables"
          {...(panes[0] ? { visiblePlugin: panes[0] } : {})}
        >
          <GraphiQL.Logo>
            <span />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}
