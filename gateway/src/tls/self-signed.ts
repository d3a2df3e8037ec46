import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  /** PEM; trusted by whoever is given it as `ca`. */
  readonly cert: string;
}

const SEQUENCE = 0x30;
const SET = 0x31;
const OCTETS = 0x04;
const BITS = 0x03;
const INTEGER = 0x02;
const TIME = 0x18;
const ECDSA_SHA256 = oid('06082a8648ce3d040302');
const COMMON_NAME = oid('0603550403');
const SUBJECT_ALT_NAME = oid('0603551d11');
const BASIC_CONSTRAINTS = oid('0603551d13');

/** Clocks of a hub's machines may differ. */
const EARLIER_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A certificate for one DNS name, valid from now for an hour or so long (RFC 5280): what Node can read but not make. */
export function selfSigned(name: string, validMs = HOUR_MS): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, ECDSA_SHA256);
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const validity = der(SEQUENCE, time(Date.now() - EARLIER_MS), time(Date.now() + validMs));
  const names = der(SEQUENCE, der(0x82, Buffer.from(name)));
  const authority = der(SEQUENCE, der(0x01, Buffer.from([0xff])));
  const extensions = der(
    SEQUENCE,
    der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTETS, names)),
    der(SEQUENCE, BASIC_CONSTRAINTS, der(OCTETS, authority)),
  );
  const version3 = der(0xa0, der(INTEGER, Buffer.from([2])));
  const serial = der(INTEGER, Buffer.concat([Buffer.from([1]), randomBytes(15)]));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const signed = der(SEQUENCE, version3, serial, algorithm, subject, validity, subject, spki, der(0xa3, extensions));
  const signature = createSign('sha256').update(signed).sign(privateKey);
  const certificate = der(SEQUENCE, signed, algorithm, der(BITS, Buffer.from([0]), signature));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

/** One value of DER: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function time(milliseconds: number): Buffer {
  return der(TIME, Buffer.from(`${new Date(milliseconds).toISOString().slice(0, 19).replace(/\D/g, '')}Z`));
}

function pem(certificate: Buffer): string {
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
