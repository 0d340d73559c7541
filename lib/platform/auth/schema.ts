// The contract of members, invitations and keys. Safe in a browser.
import { z } from "zod";
import { IdOf } from "../ids";
import { Instant, Line } from "../schema";
import { KeyLevel, KeyScope, Role } from "./access";

const UserId = IdOf("usr");
export const KeyId = IdOf("key");
export const InvitationId = IdOf("inv");

const Email = z
  .email("Must be an e-mail address.")
  .max(254)
  .transform((value) => value.toLowerCase());
const NewPassword = z
  .string()
  .min(12, "Must have at least 12 characters.")
  .max(128, "Must have at most 128 characters.");
const Name = Line(80);

export const Member = z
  .object({
    id: UserId,
    name: z.string(),
    email: z.string(),
    role: Role,
    disabledAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const SignIn = z.object({
  email: Email,
  password: z.string().min(1, "Enter your password.").max(128),
});
export type SignIn = z.infer<typeof SignIn>;

export const ChangePassword = z
  .object({
    currentPassword: z.string().min(1, "Enter your current password.").max(128),
    newPassword: NewPassword,
  })
  .refine((input) => input.newPassword !== input.currentPassword, {
    path: ["newPassword"],
    message: "Must differ from the current one.",
  });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const AcceptInvitation = z.object({
  token: z.string().min(1).max(200),
  name: Name,
  email: Email,
  password: NewPassword,
});
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

export const Invite = z.object({ email: Email, role: Role });
export type Invite = z.infer<typeof Invite>;

export const Invitation = z.object({
  id: InvitationId,
  email: z.string().nullable(),
  role: Role,
  createdAt: Instant,
  expiresAt: Instant,
});
export type Invitation = z.infer<typeof Invitation>;

/** What became of an invitation's link. */
export const InvitationState = z.enum(["open", "accepted", "revoked", "expired"]);
export type InvitationState = z.infer<typeof InvitationState>;

export const ChangeMember = z.object({ id: UserId, role: Role.optional(), disabled: z.boolean().optional() });
export type ChangeMember = z.infer<typeof ChangeMember>;

export const Key = z
  .object({
    id: KeyId,
    name: z.string(),
    prefix: z.string().describe("The first characters of the secret, to recognise it."),
    scopes: z.array(KeyScope),
    level: KeyLevel,
    projectId: IdOf("prj").nullable(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    lastUsedAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: "Key" });
export type Key = z.infer<typeof Key>;

export const CreateKey = z.strictObject({
  name: Name,
  scopes: z.array(KeyScope).min(1, "Choose at least one scope."),
  level: KeyLevel.default("WORKER"),
  projectId: IdOf("prj").nullable().default(null),
  expiresInDays: z.int().min(1).max(730).nullable().default(null).describe("Null: until it is revoked."),
});
export type CreateKey = z.infer<typeof CreateKey>;

export const IssuedKey = z
  .object({ key: Key, secret: z.string().describe("Shown this once; only its hash is kept.") })
  .meta({ id: "IssuedKey" });
export type IssuedKey = z.infer<typeof IssuedKey>;
export const Keys = z.object({ items: z.array(Key) });
