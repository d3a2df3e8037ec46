/** `pw.<id of the secret>.<base64url>` */
export const SEALED_ID = /^pw\.([A-Za-z0-9]{1,2})\.([A-Za-z0-9_-]{20,400})$/;

/** Does a text look like a sealed id of anybody's? */
export const looksSealed = (text: string): boolean => SEALED_ID.test(text);
