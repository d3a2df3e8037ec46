import { StartError } from '@citygraph/contract';
import { signIn } from '@citygraph/identity';
import { readConfig } from './config.ts';
import { readHubFile } from './hub-file.ts';
import { storedCredentials } from './secrets.ts';

/** `npm run -s token -- <demo user>`: signs in as a person would (code + PKCE) and prints the access token, nothing else. */
const [handle, ...flags] = process.argv.slice(2);

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
  const { accessToken } = await signIn({ issuer, username: handle, password, clientId: 'citygraph-cli' }).catch(
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
