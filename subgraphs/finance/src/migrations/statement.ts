/** A statement in words that SQLite and MySQL share, where the schema language has none: it moves data. */
export const statement = (sql: string) => ({ compile: () => ({ sql: sql.trim(), parameters: [] }) });
