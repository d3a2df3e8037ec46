/** Whom a vendor is told of besides keys and what it requires, by its contract. Each needs a grant, as those do. */
export interface VendorPersons {
  /** Keys of `@pairwise` types by the arguments that hold them: `Query.iov_vehicles(holder:)` → `Resident.id`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Its token says who asks, by its own id of them, where that was granted. */
  readonly subject?: boolean;
  /** Its token says for which part of the city who asks acts, where that was granted. */
  readonly tenant?: boolean;
}

/** An argument that holds somebody's key. */
export interface PersonArgument {
  /** `Type.field`. */
  readonly field: string;
  readonly argument: string;
  readonly type: string;
  /** `Resident.id` */
  readonly coordinate: string;
}

const COORDINATE = /^([A-Za-z_]\w*\.[A-Za-z_]\w*)\(([A-Za-z_]\w*):\)$/;

/** Throws an Error that names what is no argument or no key. */
export function personArguments(plugin: string, { arguments: list = {} }: VendorPersons): PersonArgument[] {
  return Object.entries(list).map(([said, coordinate]) => {
    const [, field, argument] = COORDINATE.exec(said) ?? [];
    const [type, key] = coordinate.split('.');
    if (!field || !argument || !type || !key) {
      throw new Error(`${said}: ${coordinate} of the plugin ${plugin} is none: write Type.field(argument:): Type.key.`);
    }
    return { field, argument, type, coordinate };
  });
}
