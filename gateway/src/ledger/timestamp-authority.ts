import { randomBytes } from 'node:crypto';
import { ContentInfo, id_signedData, SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

/** When a digest was there already, by somebody else's word: a TimeStampToken (RFC 3161), DER in base64. Rejects with an Error that says why there is none. */
export type Timestamp = (sha256: Uint8Array) => Promise<string>;

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const TIMEOUT_MS = 3_000;
const LONGEST = 64 * 1024;

/**
 * A time-stamp authority over HTTP (RFC 3161 §3.4). What it answers must be granted, and be about this digest and this question; whether its signature is one to
 * trust is for whoever verifies the ledger, with the authority's certificates.
 */
export const timestampAuthority =
  (url: string): Timestamp =>
  async (sha256) => {
    const nonce = exact(randomBytes(16));
    new Uint8Array(nonce)[0] = 0x01;
    const request = new TimeStampReq({
      version: 1,
      messageImprint: new MessageImprint({
        hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA_256, parameters: null }),
        hashedMessage: new OctetString(exact(sha256)),
      }),
      nonce,
      certReq: true,
    });
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: AsnConvert.serialize(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`the time-stamp authority answers with HTTP ${response.status}`);
    const body = await response.arrayBuffer();
    if (body.byteLength > LONGEST) throw new Error('the time-stamp authority answers too much');
    const { status, timeStampToken } = AsnConvert.parse(body, TimeStampResp);
    if (status.status > PKIStatus.grantedWithMods || !timeStampToken) {
      throw new Error(`the time-stamp authority refuses: ${PKIStatus[status.status] ?? status.status}`);
    }
    const token = AsnConvert.serialize(timeStampToken);
    const { messageImprint, nonce: told } = infoOf(token);
    if (!equal(messageImprint.hashedMessage.buffer, sha256) || messageImprint.hashAlgorithm.algorithm !== SHA_256) {
      throw new Error('the time-stamp authority answers about something else');
    }
    if (!told || !equal(told, new Uint8Array(nonce))) throw new Error('the time-stamp authority repeats an old answer');
    return Buffer.from(token).toString('base64');
  };

function infoOf(token: ArrayBuffer): TSTInfo {
  const { contentType, content } = AsnConvert.parse(token, ContentInfo);
  if (contentType !== id_signedData) throw new Error('the time-stamp authority answers with no signed data');
  const { encapContentInfo } = AsnConvert.parse(content, SignedData);
  const inner = encapContentInfo.eContent?.single;
  if (!inner) throw new Error('the time-stamp authority answers with nothing in it');
  return AsnConvert.parse(inner.buffer, TSTInfo);
}

/** A buffer of these bytes and no others: Node's small ones are slices of a large one. */
const exact = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const equal = (one: ArrayBuffer, other: Uint8Array): boolean => Buffer.from(one).equals(Buffer.from(other));
