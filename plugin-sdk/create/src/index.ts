export type { City, CityEntity } from './city/city.ts';
export { type CitySource, describeCity } from './city/describe-city.ts';
export { installPackages } from './command/install-packages.ts';
export { type CreateCommand, runCreateCommand } from './command/run-create-command.ts';
export { type CreatedPlugin, type CreatePluginOptions, createPlugin } from './create-plugin.ts';
export { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './templates.ts';
