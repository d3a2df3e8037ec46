import type { SubgraphReply } from '../../execution/engine.ts';
import { parseVendorJson } from './parse-vendor-json.ts';
import { vendorErrors } from './vendor-errors.ts';
import { VendorFailure } from './vendor-failure.ts';

/**
 * A body as a reply: `data` is a plain object of unknown shape, which nobody may believe yet; the errors are rewritten; extensions are gone.
 * @throws VendorFailure PLUGIN_INVALID_REPLY
 */
export function vendorReply(plugin: string, body: Buffer): SubgraphReply {
  const reply = parseVendorJson(body);
  if (!isObject(reply)) throw invalid('not an object');
  const { data = null, errors = null } = reply;
  if (data !== null && !isObject(data)) throw invalid('data is not an object');
  if (errors !== null && !Array.isArray(errors)) throw invalid('errors are not a list');
  const list: readonly unknown[] = errors ?? [];
  if (data === null && list.length === 0) throw invalid('neither data nor errors');
  return { data, errors: vendorErrors(plugin, list), bytes: body.length, isShared: false };
}

function invalid(reason: string): VendorFailure {
  return new VendorFailure('PLUGIN_INVALID_REPLY', reason);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
