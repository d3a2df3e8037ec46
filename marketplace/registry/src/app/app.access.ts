import { allowed, refused, subjectRule, type TypeAccess } from '@citygraph/kit';
import type { OwnedDocument } from './app.resolver.ts';
import { isOfApp } from './register-documents.ts';

/** What an app asks shows what its makers think of: for them and for administrators. */
export const appDocumentAccess: TypeAccess<OwnedDocument> = {
  default: subjectRule('who runs the app', (viewer, document) =>
    isOfApp(viewer, document) ? allowed('who runs the app') : refused('FORBIDDEN', 'You may not see this.'),
  ),
};
