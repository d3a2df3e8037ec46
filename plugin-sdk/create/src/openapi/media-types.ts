/** `application/json`, one made of it (RFC 6839 §3.1), or whatever is wanted. */
export const JSON_TYPE = /^(application\/([\w.+-]+\+)?json|\*\/\*)\s*(;|$)/i;
