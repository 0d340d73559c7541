"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { env } from "../env";
import type { FormState } from "../http/form";
import { submit } from "../http/submit";
import { requirePerson } from "./page";
import { AcceptInvitation, ChangeMember, CreateKey, InvitationId, Invite, KeyId, SignIn } from "./schema";
import * as service from "./service";
import * as session from "./sign-in";

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
    await session.signIn({ email: input.email, password: input.password }, incoming);
    return {};
  });
  return state.status === "done" ? redirect("/") : state;
}

export async function invite(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requirePerson();
  const origin = await ownOrigin();
  return submit(form, Invite, async (input) => {
    const { invitation, secret } = await service.invite(actor, input);
    return {
      message: `Send this link to ${invitation.email}. It is shown once and works for 7 days.`,
      secret: `${origin}/join?token=${secret}`,
    };
  });
}

export async function revokeInvitation(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requirePerson();
  return submit(form, z.object({ id: InvitationId }), async ({ id }) => {
    await service.revokeInvitation(actor, id);
    return { message: "The invitation was revoked." };
  });
}

// A form sends words; "" stands for what was not chosen.
const MemberForm = z.object({
  id: ChangeMember.shape.id,
  role: ChangeMember.shape.role,
  disabled: z.stringbool().optional(),
});

export async function changeMember(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requirePerson();
  return submit(form, MemberForm, async (input) => {
    const member = await service.changeMember(actor, input);
    const state = member.disabledAt ? "disabled" : member.role;
    return { message: `${member.name} is now ${state}.` };
  });
}

const emptyToNull = (value: unknown) => (value === "" ? null : value);
const KeyForm = z.object({
  name: CreateKey.shape.name,
  scopes: z.preprocess((value) => value ?? [], CreateKey.shape.scopes),
  level: CreateKey.shape.level,
  projectId: z.preprocess(emptyToNull, CreateKey.shape.projectId),
  expiresInDays: z.preprocess(emptyToNull, z.coerce.number().int().min(1).max(730).nullable()),
});

export async function createKey(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requirePerson();
  return submit(form, KeyForm, async (input) => {
    const { key, secret } = await service.createKey(actor, input);
    return {
      message: `Copy the secret of "${key.name}" now. It is shown this once; only its hash is kept.`,
      secret,
    };
  });
}

export async function revokeKey(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requirePerson();
  return submit(form, z.object({ id: KeyId }), async ({ id }) => {
    const key = await service.revokeKey(actor, id);
    return { message: `The key "${key.name}" was revoked.` };
  });
}

async function ownOrigin(): Promise<string> {
  const { PUBLIC_URL } = env();
  if (PUBLIC_URL) return new URL(PUBLIC_URL).origin;
  const incoming = await headers();
  return `http://${incoming.get("host")}`;
}
