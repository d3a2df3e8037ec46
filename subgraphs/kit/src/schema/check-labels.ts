import type { Subgraph } from '../subgraph.ts';
import { isRecorded, isRefusable, type TypeLabel } from './labels.ts';

/** Everything a department forgot that could leave a field unguarded or undescribed, each as `coordinate: what to do`. */
export function labelFaults(
  types: ReadonlyMap<string, TypeLabel>,
  { access, openMutations }: Pick<Subgraph, 'access' | 'openMutations'>,
): string[] {
  const faults: string[] = [];
  for (const [typeName, type] of types) {
    if (!type.described && !type.foreign) faults.push(`${typeName}: describe the type.`);
    if (type.described && type.foreign) faults.push(`${typeName}: only its owner describes the type.`);
    for (const [fieldName, field] of type.fields) {
      const coordinate = `${typeName}.${fieldName}`;
      if (fieldName.startsWith('_')) continue;
      if (!field.described && !field.external && !(type.foreign && field.key))
        faults.push(`${coordinate}: describe the field.`);
      if (field.level === null && !field.external && !(type.foreign && field.key)) {
        faults.push(`${coordinate}: label it with @Sensitivity.`);
      }
      if (type.foreign && field.key && field.described)
        faults.push(`${coordinate}: only the owner of a key describes it.`);
      if (type.foreign && field.key && field.level !== null)
        faults.push(`${coordinate}: only the owner of a key labels it.`);
      if (typeName === 'Mutation' && field.level === 'S1' && !openMutations[fieldName]) {
        faults.push(
          `${coordinate}: label it S2 or higher, it is somebody's act; or say in \`openMutations\` why nobody need be known.`,
        );
      }
      if (isRefusable(field) && field.key) faults.push(`${coordinate}: a key field must be S1; choose another key.`);
      if (!field.nullable && !field.key && (type.root || type.foreign || isRefusable(field))) {
        faults.push(`${coordinate}: make it nullable, it may be refused or missing.`);
      }
      if (isRefusable(field) && !type.root && !access[typeName]) {
        faults.push(`${coordinate}: it is ${field.level}, so say in \`access\` who may see ${typeName}.`);
      }
      if (isRecorded(field) && !type.root && access[typeName] && !access[typeName].about) {
        faults.push(
          `${coordinate}: it is ${field.level}, so say with \`about\` in \`access\` whose data ${typeName} is: they find the evidence.`,
        );
      }
    }
  }
  for (const name of Object.keys(openMutations)) {
    if (types.get('Mutation')?.fields.get(name)?.level !== 'S1')
      faults.push(`Mutation.${name}: \`openMutations\` names a mutation that is not there or not S1.`);
  }
  for (const [typeName, { fields = {} }] of Object.entries(access)) {
    const type = types.get(typeName);
    if (!type) faults.push(`${typeName}: \`access\` names a type that is not in the schema.`);
    for (const fieldName of Object.keys(fields)) {
      if (type && !type.fields.has(fieldName))
        faults.push(`${typeName}.${fieldName}: \`access\` names a field that is not in the schema.`);
    }
  }
  return faults;
}
