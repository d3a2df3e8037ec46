import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Args, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import type { RegistryPorts } from '../registry-ports.ts';
import type { AuditRecord } from './audit.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditKeyRow } from './audit-key.entity.ts';
import { type AuditSealing, auditSealing } from './audit-sealing.ts';
import { type AuditVerdict, verifyAudit } from './verify-audit.ts';

@Sensitivity('S2')
@ObjectType('AuditEntry', { description: 'An act of the control plane: who decided what, when and why.' })
export class AuditEntryType {
  @Sensitivity('S1')
  @Field(() => Int, { description: 'Its place in the chain, from 1 without gaps.' })
  sequence!: number;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the entry, chained to the one before.' })
  hash?: string;
}

@Sensitivity('S2')
@ObjectType('AuditVerdict', { description: 'Whether the audit chain is as it was written.' })
class AuditVerdictType {
  @Sensitivity('S1')
  @Field(() => Boolean, { description: 'Nothing was edited, removed, moved or put in.' })
  intact!: boolean;

  @Sensitivity('S1')
  @Field(() => Int, { description: 'Entries that are as they were written.' })
  entries!: number;

  @Sensitivity('S1')
  @Field(() => Int, { nullable: true, description: 'The first that is not; null: all are.' })
  brokenAt?: number | null;
}

@Sensitivity('S2')
@ObjectType('AuditSealing', { description: 'How far the audit chain is sealed, archived, and gone from the database.' })
class AuditSealingType {
  @Sensitivity('S1')
  @Field(() => Int, { description: 'Entries of the chain.' })
  entries!: number;

  @Field(() => String, { nullable: true, description: 'Hash of the last one.' })
  head?: string | null;

  @Sensitivity('S1')
  @Field(() => Int, { description: 'Entries that the hub answers for by a seal; 0: none.' })
  sealedTo!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last seal was set.' })
  sealedAt?: Date | null;

  @Sensitivity('S1')
  @Field(() => Int, { description: 'Entries that are in the archive; 0: none.' })
  archivedTo!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Hash with which the archive ends: note it elsewhere, for citygraph ledger verify --head.',
  })
  archivedHead?: string | null;

  @Sensitivity('S1')
  @Field(() => Int, { description: 'Entries that are in the archive alone.' })
  gone!: number;
}

@Sensitivity('S1')
@ObjectType('AuditKey', { description: 'The public half of a key that seals the audit chain.' })
export class AuditKeyType {
  @Field(() => ID, { description: 'Its thumbprint (RFC 7638): note it elsewhere, and compare.' })
  kid!: string;

  @Field(() => String, {
    description: 'JWK, as JSON; those of all in {"keys": […]} are for citygraph ledger verify --keys.',
  })
  publicKey!: string;

  @Field(() => DateTimeScalar, { description: 'When the hub first sealed with it.' })
  since!: Date;
}

const AuditEntryConnection = connectionOf('AuditEntry', () => AuditEntryType);
const NEWEST_FIRST = [['sequence', 'desc']] as const;

const recordOf = ({ record }: AuditEntry): AuditRecord => JSON.parse(record) as AuditRecord;

@Resolver(() => AuditEntryType)
export class AuditEntryResolver {
  @Sensitivity('S2')
  @Query(() => AuditEntryConnection, {
    nullable: true,
    description: 'The audit trail, the latest first; for administrators.',
  })
  auditEntries(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<AuditEntry>> {
    assertAdministrator(viewer);
    return pageOf<AuditEntry>(em, AuditEntry, { order: NEWEST_FIRST, first, after });
  }

  @Sensitivity('S2')
  @Query(() => AuditVerdictType, {
    nullable: true,
    description:
      'Reads the whole audit chain, and the signature of every seal, and holds them against the last seal that the registry remembers outside its database; for administrators.',
  })
  async verifyAudit(@Ctx() context: SubgraphContext): Promise<AuditVerdict> {
    const { em, viewer } = context;
    assertAdministrator(viewer);
    const { auditKeys, auditMemory } = context as SubgraphContext & Pick<RegistryPorts, 'auditKeys' | 'auditMemory'>;
    const seen = (await auditMemory?.last()) ?? null;
    return verifyAudit(em, auditKeys ? await auditKeys() : null, seen);
  }

  @Sensitivity('S2')
  @Query(() => AuditSealingType, {
    nullable: true,
    description: 'How far the audit chain is sealed and archived; for administrators.',
  })
  auditSealing(@Ctx() { em, viewer }: SubgraphContext): Promise<AuditSealing> {
    assertAdministrator(viewer);
    return auditSealing(em);
  }

  @Sensitivity('S1')
  @Query(() => [AuditKeyType], {
    nullable: true,
    description:
      'Every key that has sealed the audit chain, the first one first: for auditors, and whoever else has an archive of it.',
  })
  auditKeys(@Ctx() { em }: SubgraphContext): Promise<AuditKeyRow[]> {
    return findRows(em, AuditKeyRow, {}, { orderBy: { since: 'asc', kid: 'asc' } });
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at(@Root() entry: AuditEntry): Date {
    return new Date(recordOf(entry).at);
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'Who, by the subject of their token.' })
  actor(@Root() entry: AuditEntry): string {
    return recordOf(entry).actor;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'What was done: the name of the mutation.' })
  act(@Root() entry: AuditEntry): string {
    return recordOf(entry).act;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'To what, by its key.' })
  target(@Root() entry: AuditEntry): string {
    return recordOf(entry).target;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'Why, in the words of who did it.' })
  reason(@Root() entry: AuditEntry): string | null {
    return recordOf(entry).reason;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'SHA-256 of the target before; null: it was not there.' })
  before(@Root() entry: AuditEntry): string | null {
    return recordOf(entry).before;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'SHA-256 of the target afterwards.' })
  after(@Root() entry: AuditEntry): string | null {
    return recordOf(entry).after;
  }
}
