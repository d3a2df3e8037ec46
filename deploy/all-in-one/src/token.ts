import { StartError } from '@citygraph/contract';
import { signIn } from '@citygraph/identity';
import { readConfig } from './config.ts';
import { readHubFile } from './hub-file.ts';
import { storedCredentials } from './secrets.ts';

/** `npm run -s token -- <demo user> [<app>]`: signs in as a person would (code + PKCE) and prints the access token, nothing else. */
const [handle, ...rest] = process.argv.slice(2);
const app = rest[0]?.startsWith('-') === false ? rest[0] : 'citygraph-cli';
const flags = rest[0] === app ? rest.slice(1) : rest;

try {
  const config = readConfig(flags);
  if (config === 'help' || !handle || handle.startsWith('--')) {
    throw new StartError('Say whose token you want: npm run -s token -- parent');
  }
  const credentials = await storedCredentials(config.dataDir);
  const { issuer } = await readHubFile(config.dataDir);
  const users = credentials?.users ?? {};
  const password = Object.hasOwn(users, handle) ? users[handle] : undefined;
  if (!password) {
    const known = Object.keys(users).join(', ');
    throw new StartError(`There is no demo user "${handle}"${known ? `. There are: ${known}` : ''}.`);
  }
  const secrets = credentials?.clients ?? {};
  const secret = Object.hasOwn(secrets, app) ? secrets[app] : undefined;
  const clientSecret = secret === undefined ? {} : { clientSecret: secret };
  const { accessToken } = await signIn({ issuer, username: handle, password, clientId: app, ...clientSecret }).catch(
    (error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
      throw new StartError(`No hub answers at ${issuer}: run \`npm start\`, and leave it running.`);
    },
  );
  console.log(accessToken);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
