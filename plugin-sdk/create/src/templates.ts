/** What a newcomer may begin with. */
export const TEMPLATES = {
  entity: 'a field on something that the city has',
  standalone: 'a type of your own',
  rest: 'an HTTP service that has an OpenAPI document',
} as const;

export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as readonly TemplateName[];
