import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Store } from './sqlite-store.ts';

/**
 * Ends the session as Keycloak does: at once when the app proves with its id token that it may ask, and with it everything that was
 * granted in that session, refresh tokens included. Without that proof the person is asked.
 */
export async function endSessionAtOnce(
  ctx: KoaContextWithOIDC,
  form: string,
  store: Store,
  say: (ctx: KoaContextWithOIDC, title: string, body: string) => void,
): Promise<void> {
  const { session, entities, params } = ctx.oidc;
  if (!session || !entities.IdTokenHint) {
    say(
      ctx,
      'Sign out?',
      `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>`,
    );
    return;
  }
  for (const { grantId } of Object.values(session.authorizations ?? {})) {
    if (grantId) {
      store.removeGrant(grantId);
      store.remove('Grant', grantId);
    }
  }
  const back = params?.post_logout_redirect_uri;
  await session.destroy();
  if (typeof back !== 'string') return say(ctx, 'Signed out', '<p>You can close this page.</p>');
  const target = new URL(back);
  if (typeof params?.state === 'string') target.searchParams.set('state', params.state);
  ctx.redirect(target.href);
}
