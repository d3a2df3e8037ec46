import { say } from './words.ts';

/** What a newcomer may begin with. */
export const TEMPLATES = {
  entity: say('template.entity'),
  standalone: say('template.standalone'),
  rest: say('template.rest'),
} as const;

export type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES = Object.keys(TEMPLATES) as readonly TemplateName[];
