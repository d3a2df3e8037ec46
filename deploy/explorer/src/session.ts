import { type User, UserManager } from 'oidc-client-ts';
import type { Settings } from './settings.ts';

/** Sign-in by authorization code with PKCE; tokens live in this tab's session storage only. */
export function createSession({ issuer, clientId }: Settings) {
  const home = `${location.origin}/`;
  const users = new UserManager({
    authority: issuer,
    client_id: clientId,
    redirect_uri: home,
    post_logout_redirect_uri: home,
    response_type: 'code',
    scope: 'openid profile',
    automaticSilentRenew: true,
  });

  return {
    /** The signed-in person, after finishing a redirect that is under way; null: nobody. */
    async current(): Promise<User | null> {
      const query = new URLSearchParams(location.search);
      if (query.has('state') && (query.has('code') || query.has('error'))) {
        history.replaceState(null, '', home);
        return users.signinRedirectCallback(`${home}?${query}`);
      }
      const user = await users.getUser();
      return user && !user.expired ? user : null;
    },
    async accessToken(): Promise<string | null> {
      const user = await users.getUser();
      return user && !user.expired ? user.access_token : null;
    },
    onChange(listener: (user: User | null) => void): void {
      users.events.addUserLoaded(listener);
      users.events.addUserUnloaded(() => listener(null));
      users.events.addAccessTokenExpired(() => listener(null));
    },
    signIn: (): Promise<void> => users.signinRedirect(),
    signOut: (): Promise<void> => users.signoutRedirect(),
  };
}

export type Session = ReturnType<typeof createSession>;
