import { expect, it } from "vitest";
import { changeMember } from "@/lib/platform/auth/service";
import "../support/embedded";
import { aPerson } from "../support/makers";
import { refusal } from "../support/refusal";
import { rows } from "../support/sql";

// Alone in its file: these need to know every admin there is.
it("the last active admin can be neither demoted nor disabled, by themselves or anybody", async () => {
  const last = await aPerson("admin");
  const disabled = await aPerson("admin");
  await changeMember(last.actor, { id: disabled.id, disabled: true });
  for (const change of [
    { role: "lead" as const },
    { disabled: true },
    { role: "viewer" as const, disabled: true },
  ]) {
    for (const actor of [last.actor, disabled.actor]) {
      expect((await refusal(changeMember(actor, { id: last.id, ...change }))).code).toBe("invalid_state");
    }
  }
  const [row] = await rows`SELECT role, disabled_at FROM users WHERE id = ${last.id}`;
  expect(row).toEqual({ role: "admin", disabled_at: null });
});

it("with two admins either may go, and then the other stays", async () => {
  const [one, two] = [await aPerson("admin"), await aPerson("admin")];
  await changeMember(one.actor, { id: two.id, role: "lead" });
  const admins = await rows<{
    id: string;
  }>`SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL`;
  for (const { id } of admins.filter((admin) => admin.id !== one.id))
    await changeMember(one.actor, { id, role: "lead" });
  expect((await refusal(changeMember(one.actor, { id: one.id, role: "lead" }))).code).toBe("invalid_state");
});
