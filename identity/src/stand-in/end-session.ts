import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Store } from './sqlite-store.ts';

/** Shows a page whose form may lead on to the app's address. */
export type Say = (ctx: KoaContextWithOIDC, title: string, body: string, app?: string) => void;

interface EndingParts {
  readonly store: Store;
  readonly say: Say;
  /** By what name an app knows whose session it is. */
  subjectFor(clientId: string, accountId: string): string;
}

/**
 * Ends the session as Keycloak does: at once when the app proves by this very person's id token that it may ask, and with it everything
 * that was granted in that session, refresh tokens included. Without that proof the person is asked: a link must not sign anybody out.
 */
export async function endSessionAtOnce(
  ctx: KoaContextWithOIDC,
  form: string,
  { store, say, subjectFor }: EndingParts,
): Promise<void> {
  const { session, entities, params, client } = ctx.oidc;
  const back = params?.post_logout_redirect_uri;
  const { payload } = (entities.IdTokenHint ?? {}) as { payload?: { sub?: unknown } };
  const expected = session?.accountId && client && subjectFor(client.clientId, session.accountId);
  if (!session || !expected || payload?.sub !== expected) {
    const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>';
    say(ctx, 'Sign out?', `${form}${button}`, typeof back === 'string' ? back : undefined);
    return;
  }
  for (const { grantId } of Object.values(session.authorizations ?? {})) {
    if (grantId) {
      store.removeGrant(grantId);
      store.remove('Grant', grantId);
    }
  }
  await session.destroy();
  if (typeof back !== 'string') return say(ctx, 'Signed out', '<p>You can close this page.</p>');
  const target = new URL(back);
  if (typeof params?.state === 'string') target.searchParams.set('state', params.state);
  ctx.redirect(target.href);
}
