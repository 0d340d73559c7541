import { expect, it } from "vitest";
import { acceptInvitation, findInvitation, isFirstRun, openFirstRun } from "@/lib/platform/auth/service";
import "../support/embedded";
import { aCookie, PASSWORD } from "../support/makers";
import { refusal } from "../support/refusal";
import { change, rows } from "../support/sql";

const join = (token: string, email: string) =>
  acceptInvitation({ token, name: "Ada", email, password: PASSWORD });

// In this order: each test starts from where the one before it ended.
it("before anybody is a member there is a one-time link, and a new one ends the old one", async () => {
  expect(await isFirstRun()).toBe(true);
  const first = await openFirstRun();
  const second = await openFirstRun();
  if (!first || !second) throw new Error("no link");
  expect((await refusal(join(first, "a@example.com"))).code).toBe("not_found");
  expect(await findInvitation(second)).toMatchObject({ role: "admin", email: null, state: "open" });
});

it("the link is kept as a hash only", async () => {
  const token = await openFirstRun();
  const stored = JSON.stringify(await rows`SELECT id, email, role, token_hash, invited_by FROM invitations`);
  expect(stored).not.toContain(token);
});

it("the link is over after a day", async () => {
  const token = (await openFirstRun()) ?? "";
  await change`UPDATE invitations SET expires_at = expires_at - interval '23 hours 59 minutes' WHERE revoked_at IS NULL`;
  expect(await findInvitation(token)).toMatchObject({ state: "open" });
  await change`UPDATE invitations SET expires_at = expires_at - interval '2 minutes' WHERE revoked_at IS NULL`;
  expect((await refusal(join(token, "a@example.com"))).code).toBe("not_found");
});

it("whoever uses it is admin and can sign in; used at once by two, it makes one admin; then it is over", async () => {
  const token = (await openFirstRun()) ?? "";
  const both = await Promise.allSettled([join(token, "ada@example.com"), join(token, "eve@example.com")]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const members = await rows<{ email: string; role: string }>`SELECT email, role FROM users`;
  expect(members).toMatchObject([{ role: "admin" }]);
  expect(await aCookie(members[0]?.email ?? "")).toContain("omoi.session_token=");
  expect((await refusal(join(token, "b@example.com"))).code).toBe("not_found");
  expect(await isFirstRun()).toBe(false);
  expect(await openFirstRun()).toBeNull();
});
