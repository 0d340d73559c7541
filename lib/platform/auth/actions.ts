"use server";

import type { Route } from "next";
import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import type { FormState } from "../http/form";
import { submit } from "../http/submit";
import { log } from "../log";
import { KeyScope } from "./access";
import { ownOrigin } from "./address";
import * as ownAccount from "./own-account";
import { requirePerson } from "./page";
import {
  AcceptInvitation,
  ChangeMember,
  ChangePassword,
  CreateKey,
  InvitationId,
  Invite,
  KeyId,
  type Member,
  SignIn,
} from "./schema";
import * as service from "./service";
import * as session from "./sign-in";
import { submitByPerson } from "./submit-by-person";

export async function signIn(_: FormState, form: FormData): Promise<FormState> {
  const incoming = await headers();
  const state = await submit(form, SignIn, async (input) => {
    await session.signIn(input, incoming);
    return {};
  });
  return state.status === "done" ? redirect("/") : state;
}

export async function signOut(): Promise<void> {
  await session.signOut(await headers());
  redirect("/sign-in");
}

export async function join(_: FormState, form: FormData): Promise<FormState> {
  const incoming = await headers();
  const state = await submit(form, AcceptInvitation, async (input) => {
    await service.acceptInvitation(input);
    // The account exists now: whatever keeps the sign-in from working, the link is used and says so no more.
    await session
      .signIn({ email: input.email, password: input.password }, incoming)
      .catch((error: unknown) => {
        log().warn({ err: error }, "signing in after joining failed");
      });
    return {};
  });
  return state.status === "done" ? redirect("/") : state;
}

const PASSWORD_CHANGED = "/settings/account?changed=password#password" as Route;

export async function changePassword(_: FormState, form: FormData): Promise<FormState> {
  const person = await requirePerson();
  const incoming = await headers();
  const state = await submit(form, ChangePassword, async (input) => {
    await ownAccount.changePassword(person, input, incoming);
    return {};
  });
  // The session is a new one, which only the next request carries.
  return state.status === "done" ? redirect(PASSWORD_CHANGED) : state;
}

export async function endOtherSessions(_: FormState, form: FormData): Promise<FormState> {
  const person = await requirePerson();
  const incoming = await headers();
  const state = await submit(form, z.object({}), async () => {
    const ended = await ownAccount.endOtherSessions(person, incoming);
    return { message: ended === 1 ? "One other session was ended." : `${ended} other sessions were ended.` };
  });
  return shown(state);
}

export async function invite(_: FormState, form: FormData): Promise<FormState> {
  const origin = await ownOrigin();
  return submitByPerson(
    { name: "Invite a person", path: "/settings/members" },
    form,
    Invite,
    async (actor, input) => {
      const { invitation, secret } = await service.invite(actor, input);
      return {
        message: `Send this link to ${invitation.email}. It is shown once and works for 7 days.`,
        secret: `${origin}/join?token=${secret}`,
      };
    },
  );
}

export async function revokeInvitation(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Revoke an invitation", path: "/settings/members" },
    form,
    z.object({ id: InvitationId }),
    async (actor, { id }) => {
      await service.revokeInvitation(actor, id);
      return { message: "The invitation was revoked; its link opens nothing any more." };
    },
  );
}

// A form sends words; "" stands for what was not chosen.
const MemberForm = z.object({
  id: ChangeMember.shape.id,
  role: ChangeMember.shape.role,
  disabled: z.stringbool().optional(),
});

export async function changeMember(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Change a member", path: "/settings/members" },
    form,
    MemberForm,
    async (actor, input) => {
      const member = await service.changeMember(actor, input);
      return { message: toMemberMessage(member, input), values: { id: member.id } };
    },
  );
}

function toMemberMessage({ name, role }: Member, change: z.infer<typeof MemberForm>): string {
  if (change.disabled === undefined) return `The role of ${name} is ${role} now.`;
  return change.disabled
    ? `${name} is disabled now and was signed out everywhere.`
    : `${name} can sign in again.`;
}

const emptyToNull = (value: unknown) => (value === "" ? null : value);
/** Each scope's checkbox has the scope for its name, so that all of them survive a refusal. */
const gatherScopes = (fields: unknown) => {
  const sent = { ...(fields as Record<string, unknown>) };
  return { ...sent, scopes: KeyScope.options.filter((scope) => scope in sent) };
};
const KeyForm = z.preprocess(
  gatherScopes,
  z.object({
    name: CreateKey.shape.name,
    scopes: CreateKey.shape.scopes,
    level: CreateKey.shape.level,
    projectId: z.preprocess(emptyToNull, CreateKey.shape.projectId),
    expiresInDays: z.preprocess(emptyToNull, z.coerce.number().int().min(1).max(730).nullable()),
  }),
);

export async function createKey(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Issue a key", path: "/settings/keys" },
    form,
    KeyForm,
    async (actor, input) => {
      const { key, secret } = await service.createKey(actor, input);
      return {
        message: `Copy the secret of "${key.name}" now. It is shown this once; only its hash is kept.`,
        secret,
        values: { id: key.id },
      };
    },
  );
}

export async function revokeKey(_: FormState, form: FormData): Promise<FormState> {
  return submitByPerson(
    { name: "Revoke a key", path: "/settings/keys" },
    form,
    z.object({ id: KeyId }),
    async (actor, { id }) => {
      const key = await service.revokeKey(actor, id);
      return { message: `The key "${key.name}" was revoked.`, values: { id } };
    },
  );
}

/** Has the page around the form show what is now so; the shell too, which names the person and their role. */
function shown(state: FormState): FormState {
  if (state.status === "done") revalidatePath("/", "layout");
  return state;
}
