import type { AccessKey, Invitation as InvitationRow, Prisma, User } from "@/lib/generated/prisma/client";
import type { Tx } from "../db/transact";
import { AuthorityLevel, KEY_LEVELS, KeyScope, type Role } from "./access";
import type { Invitation, InvitationState, Key, Member } from "./schema";

// ---- keys ----

interface UsedKey {
  id: string;
  name: string;
  scopes: string[];
  authority: AuthorityLevel;
  projectId: string | null;
  revokedAt: Date | null;
  isExpired: boolean;
}

/** Finds a key by its secret's hash and notes its use, at most once a minute so that reads stay reads. */
export async function presentKey(tx: Tx, secretHash: string): Promise<UsedKey | null> {
  const [row] = await tx.$queryRaw<(UsedKey & { isDue: boolean })[]>`
    SELECT id, name, scopes, authority_level AS authority, project_id AS "projectId", revoked_at AS "revokedAt",
           coalesce(expires_at <= now(), false) AS "isExpired",
           coalesce(last_used_at < now() - interval '1 minute', true) AS "isDue"
    FROM access_keys WHERE secret_hash = ${secretHash}`;
  if (row?.isDue && !row.revokedAt && !row.isExpired) {
    await tx.$executeRaw`UPDATE access_keys SET last_used_at = now() WHERE id = ${row.id}`;
  }
  return row ?? null;
}

/** Whether the key opens anything at this moment. */
export async function isKeyLive(tx: Tx, id: string): Promise<boolean> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM access_keys
    WHERE id = ${id} AND revoked_at IS NULL AND coalesce(expires_at > now(), true)`;
  return found.length === 1;
}

export async function insertKey(tx: Tx, row: Prisma.AccessKeyUncheckedCreateInput): Promise<Key> {
  return toKey(await tx.accessKey.create({ data: row }));
}

export async function findKey(tx: Tx, id: string): Promise<Key | null> {
  const row = await tx.accessKey.findUnique({ where: { id } });
  return row && toKey(row);
}

const LIST_MAX = 500;

export async function listKeys(tx: Tx): Promise<Key[]> {
  const rows = await tx.accessKey.findMany({
    orderBy: [{ revokedAt: { sort: "desc", nulls: "first" } }, { id: "desc" }],
    take: LIST_MAX,
  });
  return rows.map(toKey);
}

/** True when this call revoked it; false when it was revoked already. */
export async function revokeKey(tx: Tx, id: string): Promise<boolean> {
  return (
    (await tx.$executeRaw`UPDATE access_keys SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`) ===
    1
  );
}

function toKey(row: AccessKey): Key {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes.filter((scope): scope is KeyScope => KeyScope.safeParse(scope).success),
    level: KEY_LEVELS.find((level) => AuthorityLevel[level] === row.authorityLevel) ?? "WORKER",
    projectId: row.projectId,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}

// ---- members ----

export async function countMembers(tx: Tx): Promise<number> {
  return tx.user.count();
}

/** Locks every admin row, so that two people cannot each remove the other as the last one. */
export async function countOtherActiveAdmins(tx: Tx, exceptId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR UPDATE`;
  return rows.filter((row) => row.id !== exceptId).length;
}

export async function findMember(tx: Tx, id: string): Promise<Member | null> {
  const row = await tx.user.findUnique({ where: { id } });
  return row && toMember(row);
}

export async function findMemberByEmail(tx: Tx, email: string): Promise<Member | null> {
  const row = await tx.user.findUnique({ where: { email } });
  return row && toMember(row);
}

export async function listMembers(tx: Tx): Promise<Member[]> {
  const rows = await tx.user.findMany({ orderBy: { createdAt: "asc" }, take: LIST_MAX });
  return rows.map(toMember);
}

/** A person and the password account that signs them in, in better-auth's tables. */
export async function insertMember(
  tx: Tx,
  person: { id: string; accountId: string; name: string; email: string; role: Role; passwordHash: string },
): Promise<Member> {
  const row = await tx.user.create({
    data: { id: person.id, name: person.name, email: person.email, emailVerified: true, role: person.role },
  });
  await tx.account.create({
    data: {
      id: person.accountId,
      accountId: person.id,
      providerId: "credential",
      userId: person.id,
      password: person.passwordHash,
    },
  });
  return toMember(row);
}

export async function updateMember(
  tx: Tx,
  id: string,
  change: { role?: Role; disabledAt?: Date | null },
): Promise<Member> {
  return toMember(await tx.user.update({ where: { id }, data: { ...change, updatedAt: new Date() } }));
}

/** The hash of the member's password, as better-auth keeps it; null for somebody without one. */
export async function findPasswordHash(tx: Tx, userId: string): Promise<string | null> {
  const account = await tx.account.findFirst({ where: { userId, providerId: "credential" } });
  return account?.password ?? null;
}

/** False when the password is no longer the one that was checked. */
export async function replacePassword(tx: Tx, userId: string, from: string, to: string): Promise<boolean> {
  const { count } = await tx.account.updateMany({
    where: { userId, providerId: "credential", password: from },
    data: { password: to, updatedAt: new Date() },
  });
  return count === 1;
}

/** Ends the member's sessions, or all but one; returns how many. */
export async function endSessions(tx: Tx, userId: string, exceptId?: string): Promise<number> {
  const { count } = await tx.session.deleteMany({
    where: { userId, ...(exceptId ? { id: { not: exceptId } } : {}) },
  });
  return count;
}

/** False when it had ended already. */
export async function endSession(tx: Tx, id: string): Promise<boolean> {
  return (await tx.session.deleteMany({ where: { id } })).count === 1;
}

/** Ends the session that a cookie's token opens. */
export async function endSessionOf(tx: Tx, token: string): Promise<void> {
  await tx.session.deleteMany({ where: { token } });
}

export async function countOtherSessions(tx: Tx, userId: string, exceptId: string): Promise<number> {
  return tx.session.count({ where: { userId, id: { not: exceptId }, expiresAt: { gt: new Date() } } });
}

function toMember(row: User): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    disabledAt: row.disabledAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

// ---- invitations ----

const FIRST_RUN_LOCK = 7_402_117_002;

/** Until the transaction ends: replicas that start together would else each leave a link that works. */
export async function lockFirstRun(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_RUN_LOCK})`;
}

/** Until the transaction ends: two admins who invite one address at once would else each leave a link. */
export async function lockAddress(tx: Tx, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${email}, ${FIRST_RUN_LOCK}))`;
}

export async function insertInvitation(
  tx: Tx,
  row: Prisma.InvitationUncheckedCreateInput,
): Promise<Invitation> {
  return toInvitation(await tx.invitation.create({ data: row }));
}

/** The invitation that this token opens now, locked; null when it is unknown, used, revoked or expired. */
export async function lockOpenInvitation(tx: Tx, tokenHash: string): Promise<Invitation | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM invitations
    WHERE token_hash = ${tokenHash} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()
    FOR UPDATE`;
  if (!row) return null;
  return toInvitation(await tx.invitation.findUniqueOrThrow({ where: { id: row.id } }));
}

export async function findInvitation(
  tx: Tx,
  tokenHash: string,
): Promise<(Invitation & { state: InvitationState }) | null> {
  const row = await tx.invitation.findUnique({ where: { tokenHash } });
  return row && { ...toInvitation(row), state: stateOf(row) };
}

function stateOf(row: InvitationRow): InvitationState {
  if (row.acceptedAt) return "accepted";
  if (row.revokedAt) return "revoked";
  return row.expiresAt <= new Date() ? "expired" : "open";
}

export async function listOpenInvitations(tx: Tx): Promise<Invitation[]> {
  const rows = await tx.invitation.findMany({
    where: { acceptedAt: null, revokedAt: null, expiresAt: { gt: new Date() }, email: { not: null } },
    orderBy: { createdAt: "desc" },
    take: LIST_MAX,
  });
  return rows.map(toInvitation);
}

export async function acceptInvitation(tx: Tx, id: string, userId: string): Promise<void> {
  await tx.$executeRaw`UPDATE invitations SET accepted_at = now(), accepted_by = ${userId} WHERE id = ${id}`;
}

/** Revokes one open invitation, or with `null` every open first-run link; returns whom they invited. */
export async function revokeInvitations(tx: Tx, id: string | null): Promise<(string | null)[]> {
  const rows = await tx.$queryRaw<{ email: string | null }[]>`
    UPDATE invitations SET revoked_at = now()
    WHERE accepted_at IS NULL AND revoked_at IS NULL
      AND CASE WHEN ${id}::text IS NULL THEN email IS NULL ELSE id = ${id} END
    RETURNING email`;
  return rows.map(({ email }) => email);
}

/** Revokes every open invitation to an address: a newer one, or a membership, takes their place. */
export async function revokeInvitationsTo(tx: Tx, email: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE invitations SET revoked_at = now()
    WHERE email = ${email} AND accepted_at IS NULL AND revoked_at IS NULL`;
}

function toInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role as Role,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
