import type { EntityClass, EntityManager } from '@mikro-orm/sql';

/** Makes rows as a driver gives them into plain objects with the entity's properties, of the types that the entity has. */
export function plainRows<T extends object>(em: EntityManager, entity: EntityClass<T>): (row: object) => T {
  const meta = em.getMetadata<T>(entity);
  const [driver, platform] = [em.getDriver(), em.getPlatform()];
  const converted = meta.props.flatMap(({ name, customType }) => (customType ? [{ name, customType }] : []));
  return (row) => {
    const plain = driver.mapResult<T>(row as never, meta) as unknown as T;
    for (const { name, customType } of converted) {
      const value = plain[name];
      if (value != null) plain[name] = customType.convertToJSValue(value, platform) as never;
    }
    return plain;
  };
}
