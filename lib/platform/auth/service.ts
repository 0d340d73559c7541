import * as audit from "../audit/service";
import { read, type Tx, transact } from "../db/transact";
import { AppError } from "../errors";
import { publish } from "../events/service";
import { newId } from "../ids";
import { AuthorityLevel, type Role } from "./access";
import { type Actor, requireAuthority, requireScope, SYSTEM } from "./actor";
import type {
  AcceptInvitation,
  ChangeMember,
  CreateKey,
  Invitation,
  InvitationState,
  Invite,
  IssuedKey,
  Key,
  Member,
} from "./schema";
import { hashSecret, newSecret } from "./secret";
import * as store from "./store";

const DAY_MS = 24 * 60 * 60 * 1000;
const INVITATION_DAYS = 7;

const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

// ---- first run ----

/** The token of a fresh one-time link for the first admin, or null once anybody is a member. */
export async function openFirstRun(): Promise<string | null> {
  return transact("access.first_run", async (tx) => {
    await store.lockFirstRun(tx);
    if ((await store.countMembers(tx)) > 0) return null;
    const { secret, hash } = newSecret("invite");
    await store.revokeInvitations(tx, null);
    const [id, role] = [newId("inv"), "admin" as const];
    const row = { id, role, tokenHash: hash, invitedBy: SYSTEM.id, expiresAt: inDays(1) };
    await store.insertInvitation(tx, row);
    const entry = { act: "access.first_run", entity: id, projectId: null, detail: { role } };
    await audit.append(tx, { actor: SYSTEM, ...entry });
    return secret;
  });
}

export async function isFirstRun(): Promise<boolean> {
  return read(async (tx) => (await store.countMembers(tx)) === 0);
}

// ---- invitations ----

/** Invites a person; the secret of the link is returned this once. An earlier link to them stops working. */
export async function invite(
  actor: Actor,
  input: Invite,
): Promise<{ invitation: Invitation; secret: string }> {
  requireScope(actor, "access:manage");
  const { secret, hash } = newSecret("invite");
  const invitation = await transact("access.invite", async (tx) => {
    if (await store.findMemberByEmail(tx, input.email)) {
      throw new AppError("conflict", "This person is a member already.", {
        issues: [{ in: "body", pointer: "/email", detail: "This person is a member already." }],
      });
    }
    await store.lockAddress(tx, input.email);
    await store.revokeInvitationsTo(tx, input.email);
    const id = newId("inv");
    const row = { id, email: input.email, role: input.role, tokenHash: hash, invitedBy: actor.id };
    const created = await store.insertInvitation(tx, { ...row, expiresAt: inDays(INVITATION_DAYS) });
    await audit.append(tx, {
      actor,
      act: "access.invite",
      entity: id,
      projectId: null,
      detail: { ...input },
    });
    const payload = { act: "created", name: input.email, role: input.role };
    await publish(tx, actor, { type: "access.invitation_changed", entity: id, projectId: null, payload });
    return created;
  });
  return { invitation, secret };
}

export async function revokeInvitation(actor: Actor, id: string): Promise<void> {
  requireScope(actor, "access:manage");
  await transact("access.revoke_invitation", async (tx) => {
    const [email] = await store.revokeInvitations(tx, id);
    if (email === undefined) throw new AppError("not_found", "There is no such open invitation.");
    const detail = { email };
    await audit.append(tx, { actor, act: "access.revoke_invitation", entity: id, projectId: null, detail });
    const payload = { act: "revoked", name: email };
    await publish(tx, actor, { type: "access.invitation_changed", entity: id, projectId: null, payload });
  });
}

/** The invitation behind a link, or null; needs no actor, since the token is the right to see it. */
export async function findInvitation(
  token: string,
): Promise<(Invitation & { state: InvitationState }) | null> {
  return read((tx) => store.findInvitation(tx, hashSecret(token)));
}

/** Makes the invited person a member. Throws `not_found` for a link that opens nothing (any more). */
export async function acceptInvitation(input: AcceptInvitation): Promise<Member> {
  const gone = () => new AppError("not_found", "This link is not valid any more. Ask for a new one.");
  // Asked first: hashing is made to be slow, and strangers must not have it done for nothing.
  const found = await findInvitation(input.token);
  if (found?.state !== "open") throw gone();
  // Loaded here, since everybody needs this file and few come by an invitation.
  const { hashPassword } = await import("better-auth/crypto");
  const passwordHash = await hashPassword(input.password);
  return transact("access.accept_invitation", async (tx) => {
    const invitation = await store.lockOpenInvitation(tx, hashSecret(input.token));
    if (!invitation) throw gone();
    if (invitation.email !== null && invitation.email !== input.email) {
      throw new AppError("invalid_request", "This invitation is for another address.", {
        issues: [{ in: "body", pointer: "/email", detail: `This invitation is for ${invitation.email}.` }],
      });
    }
    if (await store.findMemberByEmail(tx, input.email)) {
      throw new AppError("conflict", "This address has an account already.", {
        issues: [
          { in: "body", pointer: "/email", detail: "This address has an account already. Sign in instead." },
        ],
      });
    }
    const id = newId("usr");
    const person = {
      id,
      accountId: newId("req"),
      name: input.name,
      email: input.email,
      role: invitation.role,
    };
    const member = await store.insertMember(tx, { ...person, passwordHash });
    await store.acceptInvitation(tx, invitation.id, id);
    await store.revokeInvitationsTo(tx, input.email);
    const actor = {
      ...SYSTEM,
      kind: "person" as const,
      id,
      name: input.name,
      authority: AuthorityLevel.WORKER,
    };
    await audit.append(tx, {
      actor,
      act: "access.join",
      entity: id,
      projectId: null,
      detail: { name: input.name, invitation: invitation.id, role: invitation.role },
    });
    const payload = { act: "joined", name: input.name, role: invitation.role };
    await publish(tx, actor, { type: "access.member_changed", entity: id, projectId: null, payload });
    return member;
  });
}

// ---- members ----

export interface Membership {
  members: Member[];
  invitations: Invitation[];
}

export async function listMembership(actor: Actor): Promise<Membership> {
  requireScope(actor, "work:read");
  return read(async (tx) => ({
    members: await store.listMembers(tx),
    invitations: actor.scopes.includes("access:manage") ? await store.listOpenInvitations(tx) : [],
  }));
}

/** Changes a member's role or disables them; the last active admin stays. Takes effect at their next request. */
export async function changeMember(actor: Actor, input: ChangeMember): Promise<Member> {
  requireScope(actor, "access:manage");
  return transact("access.change_member", async (tx) => {
    const others = await store.countOtherActiveAdmins(tx, input.id);
    const before = await store.findMember(tx, input.id);
    if (!before) throw new AppError("not_found", "There is no such member.");
    const role: Role = input.role ?? before.role;
    const disabled = input.disabled ?? before.disabledAt !== null;
    if (others === 0 && (role !== "admin" || disabled)) {
      throw new AppError("invalid_state", "This is the last active admin. Make another person admin first.");
    }
    if (role === before.role && disabled === (before.disabledAt !== null)) return before;
    const after = await store.updateMember(tx, input.id, {
      role,
      ...(input.disabled === undefined ? {} : { disabledAt: input.disabled ? new Date() : null }),
    });
    if (disabled) await store.endSessions(tx, input.id);
    await audit.append(tx, {
      actor,
      act: "access.change_member",
      entity: input.id,
      projectId: null,
      detail: {
        name: before.name,
        before: { role: before.role, disabled: before.disabledAt !== null },
        after: { role, disabled },
      },
    });
    const wasDisabled = before.disabledAt !== null;
    const act = disabled === wasDisabled ? "role_changed" : disabled ? "disabled" : "enabled";
    const payload = { act, name: before.name, role };
    await publish(tx, actor, { type: "access.member_changed", entity: input.id, projectId: null, payload });
    return after;
  });
}

// ---- keys ----

/** For what waits long after its request was authenticated: throws when the key was revoked or expired meanwhile. */
export async function confirmKey(tx: Tx, actor: Actor): Promise<void> {
  if (actor.kind === "key" && !(await store.isKeyLive(tx, actor.id))) {
    throw new AppError("unauthenticated", "This key was revoked or has expired.");
  }
}

export async function listKeys(actor: Actor): Promise<{ items: Key[] }> {
  requireScope(actor, "access:manage");
  return read(async (tx) => ({ items: await store.listKeys(tx) }));
}

/** Issues a key; its secret is in the reply and nowhere else. Nobody issues above their own authority. */
export async function createKey(actor: Actor, input: CreateKey): Promise<IssuedKey> {
  requireScope(actor, "access:manage");
  const tooHigh = "A key cannot have more authority than the person who issues it.";
  requireAuthority(actor, AuthorityLevel[input.level], tooHigh);
  const { secret, hash, shown } = newSecret("omoi");
  const key = await transact("access.create_key", async (tx) => {
    const id = newId("key");
    const projectId = input.projectId;
    const created = await store.insertKey(tx, {
      id,
      name: input.name,
      prefix: shown,
      secretHash: hash,
      scopes: [...new Set(input.scopes)],
      authorityLevel: AuthorityLevel[input.level],
      projectId,
      createdBy: actor.id,
      expiresAt: input.expiresInDays === null ? null : inDays(input.expiresInDays),
    });
    await audit.append(tx, {
      actor,
      act: "access.create_key",
      entity: id,
      projectId,
      detail: { ...created },
    });
    const payload = { act: "issued", name: input.name };
    await publish(tx, actor, { type: "access.key_changed", entity: id, projectId, payload });
    return created;
  });
  return { key, secret };
}

/** Revokes a key at once; revoking it again changes nothing. */
export async function revokeKey(actor: Actor, id: string): Promise<Key> {
  requireScope(actor, "access:manage");
  return transact("access.revoke_key", async (tx) => {
    const key = await store.findKey(tx, id);
    if (!key) throw new AppError("not_found", "There is no such key.");
    if (await store.revokeKey(tx, id)) {
      const { name, projectId } = key;
      await audit.append(tx, { actor, act: "access.revoke_key", entity: id, projectId, detail: { name } });
      const payload = { act: "revoked", name: key.name };
      await publish(tx, actor, {
        type: "access.key_changed",
        entity: id,
        projectId: key.projectId,
        payload,
      });
    }
    return (await store.findKey(tx, id)) ?? key;
  });
}
