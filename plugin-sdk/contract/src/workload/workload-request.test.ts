import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { generateSigningKey } from '../keys.ts';
import { signDocument } from '../signed/signed-document.ts';
import { generateWorkloadKey, readWorkloadKey, writeWorkloadKey } from './workload-key.ts';
import {
  signWorkloadRequest,
  verifyWorkloadRequest,
  WORKLOAD_REQUEST_SECONDS,
  WORKLOAD_REQUEST_TYPE,
  workloadOf,
} from './workload-request.ts';

const key = generateWorkloadKey();
const owner = { workload: 'wkl_1', publicKey: key.publicKey };
const asked = { act: 'publish', plugin: 'aqi', release: 'd'.repeat(64) } as const;
const NOW = 1_800_000_000_000;
const signed = (now = NOW) => signWorkloadRequest({ workload: 'wkl_1', ...key }, asked, now);

describe('a workload’s key', () => {
  it('is one line, and signs after it was read as before', () => {
    const line = writeWorkloadKey({ workload: 'wkl_1', ...key });
    expect(line).toMatch(/^[\w.-]+$/);
    const read = readWorkloadKey(` ${line}\n`);
    const request = read && signWorkloadRequest(read, asked, NOW);
    expect(verifyWorkloadRequest(request ?? '', owner, NOW)).toMatchObject(asked);
  });

  it('is no key of another kind, and nothing that was cut or changed', () => {
    const line = writeWorkloadKey({ workload: 'wkl_1', ...key });
    const { privateKey } = generateKeyPairSync('x25519');
    const others = [
      writeWorkloadKey({ workload: 'wkl_1', privateKey }),
      line.slice(0, -1),
      line.replace('wkl_', 'key_'),
      '',
    ];
    expect(others.map(readWorkloadKey)).toEqual([null, null, null, null]);
  });
});

describe('what a workload signs', () => {
  it('says whose it is before it is believed, and what it is once it is', () => {
    expect(workloadOf(signed())).toBe('wkl_1');
    expect(verifyWorkloadRequest(signed(), owner, NOW)).toEqual({ workload: 'wkl_1', ...asked, issuedAt: NOW / 1000 });
  });

  it.each(['', '7', 'null', '{"payload":7}', '{"payload":{"workload":7}}', `{"payload":"${'x'.repeat(3_000)}"}`])(
    'is not %s',
    (text) => {
      expect(workloadOf(text)).toBeNull();
    },
  );

  it('is good for two minutes, on either side', () => {
    const within = WORKLOAD_REQUEST_SECONDS * 1000;
    for (const apart of [-within, within]) expect(verifyWorkloadRequest(signed(NOW + apart), owner, NOW)).toBeTruthy();
    for (const apart of [-within - 1_000, within + 1_000]) {
      expect(() => verifyWorkloadRequest(signed(NOW + apart), owner, NOW)).toThrow('set the clock');
    }
  });

  it('is of this key, this workload and this form, or of nobody', async () => {
    const other = { workload: 'wkl_1', publicKey: generateWorkloadKey().publicKey };
    expect(() => verifyWorkloadRequest(signed(), other, NOW)).toThrow('does not fit');
    const sign = (payload: object) => {
      const document = signDocument(WORKLOAD_REQUEST_TYPE, payload, [
        { ...hub, kid: 'wkl_1', privateKey: key.privateKey },
      ]);
      return () => verifyWorkloadRequest(JSON.stringify(document), owner, NOW);
    };
    const hub = await generateSigningKey();
    const good = { workload: 'wkl_1', ...asked, issuedAt: NOW / 1000 };
    expect(sign(good)()).toEqual(good);
    for (const over of [
      { workload: 'wkl_2' },
      { act: 'approve' },
      { act: 'status' },
      { release: null },
      { issuedAt: 1.5 },
    ]) {
      expect(sign({ ...good, ...over })).toThrow('not in the form');
    }
  });
});
