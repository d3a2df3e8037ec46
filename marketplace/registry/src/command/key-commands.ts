import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { openKeyFolder } from '../keys/key-folder.ts';
import { KEY_ROLES, type KeyRole } from '../keys/keyset.rules.ts';
import type { Flags, Outcome } from './command.ts';

/** `keys renew` and `keys rotate <role>`: where the root key is, which need not be where the registry runs. */
export async function changeKeys(
  [act = '', role = '', ...more]: readonly string[],
  { folder }: Flags,
): Promise<Outcome> {
  const isRotation = act === 'rotate';
  if ((act !== 'renew' && !isRotation) || more.length > 0 || (isRotation ? !isRole(role) : role !== '')) {
    throw new StartError(`Give keys renew, or keys rotate with one of ${KEY_ROLES.join(', ')}.`);
  }
  if (folder === undefined) throw new StartError('Say where the keys are: --folder <folder>.');
  if (!existsSync(join(folder, 'root.pem')))
    throw new StartError(`${folder} has no root.pem: give the folder that has it.`);
  const keys = await openKeyFolder(folder);
  if (isRole(role)) await keys.rotate(role);
  const due = await keys.renew();
  const { sequence, expiresAt } = keys.keyset().payload;
  return {
    code: 0,
    lines: [...(due === null ? [] : [due]), `Keyset ${sequence} is good until ${expiresAt}.`],
  };
}

const isRole = (word: string): word is KeyRole => (KEY_ROLES as readonly string[]).includes(word);
