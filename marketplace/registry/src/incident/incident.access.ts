import type { TypeAccess } from '@citygraph/kit';
import { type OfPlugin, publisherOrAdministrator } from '../plugin/members-of.ts';

/** What befell a plugin is its publisher's business and administrators'; what befell the stable graph has no publisher. */
export const incidentAccess: TypeAccess<OfPlugin> = { default: publisherOrAdministrator };
