import { readFile } from 'node:fs/promises';
import { compose } from '@citygraph/composition';
import { describe, expect, it } from '@jest/globals';
import { parse, visit } from 'graphql';
import { composedMembers, schemasOf } from './compose-departments.ts';
import { departments, members } from './departments.ts';

const subgraphs = Promise.all(
  departments.map(async ({ name }) => ({
    name,
    url: `http://${name}.internal/graphql`,
    sdl: await readFile(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'),
  })),
);

describe('the committed schemas of the seven departments', () => {
  it('compose with both composers, without an error and without a hint', async () => {
    const { errors, hints, supergraphSdl } = await compose({ subgraphs: await subgraphs, deadlineMs: 60_000 });
    expect(errors).toEqual([]);
    expect(hints).toEqual([]);
    expect(supergraphSdl).not.toBeNull();
  }, 60_000);

  it('compose with the registry too, without an error and without a hint', async () => {
    const sdl = await readFile(new URL('../../../marketplace/registry/schema.graphql', import.meta.url), 'utf8');
    const eighth = { name: 'registry', url: 'http://registry.internal/graphql', sdl };
    const { errors, hints, supergraphSdl } = await compose({
      subgraphs: [...(await subgraphs), eighth],
      deadlineMs: 60_000,
    });
    expect(errors).toEqual([]);
    expect(hints).toEqual([]);
    const committed = await readFile(new URL('../../services/supergraph.graphql', import.meta.url), 'utf8');
    expect(supergraphSdl).toBe(committed);
    // What a first start takes for it.
    expect(await composedMembers(await schemasOf(members))).toMatchObject({
      supergraphSdl: committed,
      errors: [],
      hints: [],
    });
  }, 60_000);

  it('are composed anew when one of them is not as it was, or is missing', async () => {
    const [first, ...others] = await schemasOf(members);
    if (!first) throw new Error('There are no members.');
    expect(await composedMembers(others)).toBeNull();
    expect(await composedMembers([{ ...first, name: 'other' }, ...others])).toBeNull();
  });

  it('describe every type, field and value that a department owns', async () => {
    const supergraph = parse(await readFile(new URL('../../services/supergraph.graphql', import.meta.url), 'utf8'));
    const silent: string[] = [];
    let seen = 0;
    for (const definition of supergraph.definitions) {
      if (!('name' in definition) || !definition.name || /__|^(Query|Mutation)$/.test(definition.name.value)) continue;
      const type = definition.name.value;
      visit(definition, {
        ObjectTypeDefinition: (node) => void (node.description || silent.push(type)),
        EnumTypeDefinition: (node) => void (node.description || silent.push(type)),
        FieldDefinition: (node) => {
          seen++;
          if (!node.description) silent.push(`${type}.${node.name.value}`);
          return false;
        },
        EnumValueDefinition: (node) => void (node.description || silent.push(`${type}.${node.name.value}`)),
      });
    }
    expect(silent).toEqual([]);
    expect(seen).toBeGreaterThan(400);
  });
});
