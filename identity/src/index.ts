export {
  approveDevice,
  clientCredentials,
  deviceSignIn,
  isActive,
  logout,
  refresh,
  type SignInOptions,
  signIn,
} from './client/sign-in.ts';
export { SignOnError, type Tokens } from './client/token-endpoint.ts';
export { type RunningKeycloak, startKeycloak } from './keycloak/start-keycloak.ts';
export { type Credentials, generateCredentials, realmWithCredentials } from './realm/credentials.ts';
export { loadRealm, REALM_FILE, type Realm } from './realm/realm.ts';
export { realmAt } from './realm/realm-at.ts';
export { createStandIn, type StandIn, type StandInOptions } from './stand-in/create-stand-in.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token/create-token-verifier.ts';
