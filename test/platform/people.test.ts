import { describe, expect, it } from "vitest";
import { GET as phasesRoute } from "@/app/api/v1/phases/route";
import { findPerson } from "@/lib/platform/auth/authenticate";
import { changePassword } from "@/lib/platform/auth/own-account";
import * as service from "@/lib/platform/auth/service";
import { signIn, signOut } from "@/lib/platform/auth/sign-in";
import "../support/embedded";
import { call } from "../support/call";
import { ADMIN, aCookie, aPerson, PASSWORD, unique } from "../support/makers";
import { refusal } from "../support/refusal";
import { auditOf, change, eventsOf, rows } from "../support/sql";

// The last active admin could not be changed; the tests below are about others.
await aPerson("admin");

const from = (address: string) => new Headers({ "x-forwarded-for": address });
const tryToSignIn = (email: string, password: string, address = unique("address")) =>
  signIn({ email, password }, from(address));

describe("signing in", () => {
  it("is refused in the same words for a wrong password, an unknown address and a disabled member", async () => {
    const [known, disabled] = [await aPerson("viewer"), await aPerson("viewer")];
    await service.changeMember(ADMIN, { id: disabled.id, disabled: true });
    const refusals = await Promise.all([
      refusal(tryToSignIn(known.email, "wrong")),
      refusal(tryToSignIn("nobody@example.com", PASSWORD)),
      refusal(tryToSignIn(disabled.email, PASSWORD)),
    ]);
    const shown = refusals.map(({ code, message, facts, issues }) => ({ code, message, facts, issues }));
    expect(shown[0]).toMatchObject({ code: "unauthenticated", message: "E-mail or password is wrong." });
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
    expect(await rows`SELECT 1 FROM sessions WHERE user_id = ${disabled.id}`).toEqual([]);
  });

  it("is refused after ten tries for one account, also with the right password and from anywhere", async () => {
    const { email } = await aPerson("viewer");
    for (let n = 0; n < 10; n += 1) {
      expect((await refusal(tryToSignIn(email, "wrong"))).code).toBe("unauthenticated");
    }
    const refused = await refusal(tryToSignIn(email, PASSWORD));
    expect(refused.code).toBe("rate_limited");
    expect(refused.facts.retryAfterSeconds).toBeGreaterThan(800);
    expect(refused.facts.retryAfterSeconds).toBeLessThanOrEqual(900);
    await tryToSignIn((await aPerson("viewer")).email, PASSWORD);
  });

  it("counts in the database, so that a restart forgives nothing", async () => {
    const { email } = await aPerson("viewer");
    await refusal(tryToSignIn(email, "wrong"));
    const counted = await rows<{
      points: number;
    }>`SELECT points FROM rate_limits WHERE key LIKE ${`%${email}`}`;
    expect(counted).toEqual([{ points: 1 }]);
  });

  it("begins the count anew after a success", async () => {
    const { email } = await aPerson("viewer");
    await refusal(tryToSignIn(email, "wrong"));
    await change`UPDATE rate_limits SET points = 9 WHERE key LIKE ${`sign-in-account:${email}`}`;
    await tryToSignIn(email, PASSWORD);
    for (let n = 0; n < 2; n += 1) {
      expect((await refusal(tryToSignIn(email, "wrong"))).code).toBe("unauthenticated");
    }
  });

  it("is refused after fifty tries from one address, whichever accounts", async () => {
    const address = unique("address");
    const tries = Array.from({ length: 51 }, (_, n) => `nobody-${n}@example.com`);
    await change`INSERT INTO rate_limits (key, points, expire) VALUES (${`sign-in-address:${address}`}, 48, now() + interval '5 minutes')`;
    const codes = [];
    for (const email of tries.slice(0, 4)) codes.push((await refusal(tryToSignIn(email, "x", address))).code);
    expect(codes).toEqual(["unauthenticated", "unauthenticated", "rate_limited", "rate_limited"]);
  });
});

describe("the audit trail", () => {
  const told = (entity: string) => rows<{ act: string; actor: string; detail: string }>`
    SELECT act, actor, detail FROM audit_entries WHERE entity = ${entity} AND act LIKE 'access.sign%' ORDER BY seq`;

  it("keeps who signed in and out, and not from where", async () => {
    const person = await aPerson("viewer");
    await tryToSignIn(person.email, PASSWORD, "203.0.113.7");
    await signOut(new Headers({ cookie: person.cookie }));
    await signOut(new Headers({ cookie: person.cookie }));
    const entries = await told(person.id);
    expect(entries.map(({ act, actor }) => [act, actor])).toEqual([
      ["access.sign_in", person.id],
      ["access.sign_out", person.id],
    ]);
    expect(JSON.parse(entries[0]?.detail ?? "")).toEqual({ name: person.actor.name });
    expect((await call(phasesRoute, { person })).status).toBe(401);
  });

  it("keeps which account a stranger tried, never what they typed, and counts a flood of them", async () => {
    const { id, email } = await aPerson("viewer");
    await change`DELETE FROM audit_refusals`;
    await refusal(tryToSignIn(email, "hunter2"));
    expect(await told(id)).toMatchObject([{ act: "access.sign_in.refused", actor: "anonymous" }]);
    const typed = `${unique("not-a-member")}@example.com`;
    for (let n = 0; n < 15; n += 1) await refusal(tryToSignIn(`${n}-${typed}`, "hunter2"));
    const all = await rows<{ detail: string }>`
      SELECT detail FROM audit_entries WHERE act = 'access.sign_in.refused' ORDER BY seq DESC LIMIT 30`;
    expect(all.some(({ detail }) => detail.includes("hunter2") || detail.includes(typed))).toBe(false);
    const minutes = await rows<{ count: number }>`
      SELECT count FROM audit_refusals WHERE actor = 'anonymous' AND act = 'access.sign_in.refused'`;
    expect(minutes.reduce((sum, { count }) => sum + count, 0)).toBe(16);
    const own = await rows`SELECT 1 FROM audit_entries WHERE entity = 'sign-in'`;
    expect(own.length).toBeLessThan(16 + minutes.length * 10);
  });
});

describe("a member", () => {
  const status = async (person: { cookie: string }) => (await call(phasesRoute, { person })).status;

  it("who is disabled is nobody at their next request, and signing in again works once enabled", async () => {
    const person = await aPerson("lead");
    expect(await status(person)).toBe(200);
    await service.changeMember(ADMIN, { id: person.id, disabled: true });
    expect(await status(person)).toBe(401);
    expect(await rows`SELECT 1 FROM sessions WHERE user_id = ${person.id}`).toEqual([]);
    await service.changeMember(ADMIN, { id: person.id, disabled: false });
    expect(await status(person)).toBe(401);
    await tryToSignIn(person.email, PASSWORD);
  });

  it("who is disabled straight in the database is nobody at once, even with a live session", async () => {
    const person = await aPerson("lead");
    await change`UPDATE users SET disabled_at = now() WHERE id = ${person.id}`;
    expect(await status(person)).toBe(401);
  });

  it("has another role at their next request, and both are on record", async () => {
    const person = await aPerson("lead");
    await service.changeMember(ADMIN, { id: person.id, role: "viewer" });
    const [row] = await rows<{ role: string }>`SELECT role FROM users WHERE id = ${person.id}`;
    expect(row?.role).toBe("viewer");
    expect(await auditOf(person.id)).toMatchObject([{ act: "access.change_member", actor: ADMIN.id }]);
    expect(await eventsOf(person.id)).toEqual(["access.member_changed"]);
    const told = await rows`SELECT payload FROM events WHERE entity = ${person.id}`;
    expect(told).toEqual([{ payload: { act: "role_changed", name: person.actor.name, role: "viewer" } }]);
  });

  it("is changed by admins only", async () => {
    const [lead, viewer] = [await aPerson("lead"), await aPerson("viewer")];
    for (const actor of [lead.actor, viewer.actor]) {
      expect((await refusal(service.changeMember(actor, { id: viewer.id, role: "admin" }))).code).toBe(
        "forbidden",
      );
    }
  });
});

describe("one's own password", () => {
  const NEW = "another horse battery staple";

  async function replace(person: Awaited<ReturnType<typeof aPerson>>, currentPassword: string) {
    const headers = new Headers({ cookie: person.cookie });
    const signedIn = await findPerson(headers);
    if (!signedIn) throw new Error("not signed in");
    await changePassword(signedIn, { currentPassword, newPassword: NEW }, headers);
  }

  it("once changed ends every session there was, opens with the new one only, and is on record", async () => {
    const person = await aPerson("viewer");
    const elsewhere = { cookie: await aCookie(person.email) };
    await replace(person, PASSWORD);
    expect((await call(phasesRoute, { person })).status).toBe(401);
    expect((await call(phasesRoute, { person: elsewhere })).status).toBe(401);
    await expect(aCookie(person.email)).rejects.toThrow("could not sign in");
    expect(await aCookie(person.email, NEW)).toContain("omoi.session_token=");
    expect(await auditOf(person.id)).toMatchObject([{ act: "access.change_password", actor: person.id }]);
  });

  it("is changed only by who knows the present one, in at most ten tries", async () => {
    const person = await aPerson("viewer");
    const refused = await refusal(replace(person, "wrong"));
    expect(refused.issues).toMatchObject([{ pointer: "/currentPassword" }]);
    expect((await call(phasesRoute, { person })).status).toBe(200);
    await change`UPDATE rate_limits SET points = 10 WHERE key = ${`change-password:${person.id}`}`;
    expect((await refusal(replace(person, PASSWORD))).code).toBe("rate_limited");
    expect(await aCookie(person.email)).toContain("omoi.session_token=");
  });
});

describe("an invitation", () => {
  const invite = async (role: "viewer" | "lead" | "admin" = "lead") => {
    const email = `${unique("guest")}@example.com`;
    return { email, ...(await service.invite(ADMIN, { email, role })) };
  };
  const accept = (token: string, email: string) =>
    service.acceptInvitation({ token, name: "Guest", email, password: PASSWORD });

  it.each(["viewer", "lead", "admin"] as const)(
    "makes a %s of who accepts it, and they can sign in",
    async (role) => {
      const { email, secret } = await invite(role);
      expect(await accept(secret, email)).toMatchObject({ email, role });
      await tryToSignIn(email, PASSWORD);
    },
  );

  it("used a second time opens nothing", async () => {
    const { email, secret } = await invite();
    await accept(secret, email);
    expect((await refusal(accept(secret, email))).code).toBe("not_found");
  });

  it("that has expired or was revoked opens nothing", async () => {
    const [late, taken] = [await invite(), await invite()];
    await change`UPDATE invitations SET expires_at = now() - interval '1 second' WHERE id = ${late.invitation.id}`;
    await service.revokeInvitation(ADMIN, taken.invitation.id);
    const told = await rows`SELECT payload FROM events WHERE entity = ${taken.invitation.id} ORDER BY id`;
    expect(told).toEqual([
      { payload: { act: "created", name: taken.email, role: "lead" } },
      { payload: { act: "revoked", name: taken.email } },
    ]);
    expect((await refusal(accept(late.secret, late.email))).code).toBe("not_found");
    expect((await refusal(accept(taken.secret, taken.email))).code).toBe("not_found");
    expect((await refusal(service.revokeInvitation(ADMIN, taken.invitation.id))).code).toBe("not_found");
  });

  it("is for its address only, and is not used up by another", async () => {
    const { email, secret } = await invite();
    const refused = await refusal(accept(secret, "eve@example.com"));
    expect(refused.issues).toMatchObject([{ pointer: "/email" }]);
    await accept(secret, email);
  });

  it("to the same address again ends the first one", async () => {
    const { email, secret } = await invite();
    const again = await service.invite(ADMIN, { email, role: "viewer" });
    expect((await refusal(accept(secret, email))).code).toBe("not_found");
    expect(await accept(again.secret, email)).toMatchObject({ role: "viewer" });
  });

  it("to a member is refused at its field", async () => {
    const { email } = await aPerson("viewer");
    const refused = await refusal(service.invite(ADMIN, { email, role: "lead" }));
    expect([refused.code, refused.issues[0]?.pointer]).toEqual(["conflict", "/email"]);
  });

  it("is sent by admins only, and its secret is kept as a hash only", async () => {
    const lead = await aPerson("lead");
    expect((await refusal(service.invite(lead.actor, { email: "x@example.com", role: "viewer" }))).code).toBe(
      "forbidden",
    );
    const { secret, invitation } = await invite();
    const kept = [
      await rows`SELECT email, token_hash FROM invitations WHERE id = ${invitation.id}`,
      await rows`SELECT detail FROM audit_entries WHERE entity = ${invitation.id}`,
      await rows`SELECT payload FROM events WHERE entity = ${invitation.id}`,
    ];
    expect(kept.map((found) => found.length)).toEqual([1, 1, 1]);
    expect(JSON.stringify(kept)).not.toContain(secret);
  });
});
