// What a person may do to their own account and nobody else may do for them.
import { hashPassword, verifyPassword } from "better-auth/crypto";
import { RateLimiterPrisma } from "rate-limiter-flexible";
import * as audit from "../audit/service";
import { database } from "../db/client";
import { read, transact } from "../db/transact";
import { AppError } from "../errors";
import { toRateLimited } from "../http/rate-limit";
import type { Person } from "./authenticate";
import type { ChangePassword } from "./schema";
import { sessions } from "./sessions";
import * as store from "./store";

const WINDOW_S = 15 * 60;
const TRIES = 10;

/**
 * Changes the person's password, ends all their sessions, and begins a new one in this browser: a copy of
 * the old cookie opens nothing. Throws a field error for a wrong current password, `rate_limited` after
 * too many. better-auth's own endpoint does this in four commits and without an audit entry.
 */
export async function changePassword(person: Person, input: ChangePassword, headers: Headers): Promise<void> {
  const tries = await countTry(person);
  const current = await currentSessionId(headers);
  const hash = await read((tx) => store.findPasswordHash(tx, person.id));
  if (hash === null || !(await verifyPassword({ hash, password: input.currentPassword }))) {
    throw new AppError("invalid_request", "The current password is wrong.", {
      issues: [{ in: "body", pointer: "/currentPassword", detail: "This is not your current password." }],
    });
  }
  const newHash = await hashPassword(input.newPassword);
  await transact("access.change_password", async (tx) => {
    if (!(await store.replacePassword(tx, person.id, hash, newHash))) {
      throw new AppError("conflict", "Your password was changed elsewhere just now.");
    }
    await store.endSessions(tx, person.id, current);
    await audit.append(tx, {
      actor: person,
      act: "access.change_password",
      entity: person.id,
      projectId: null,
    });
  });
  await tries.delete(person.id);
  const auth = await sessions();
  await auth.api.signInEmail({ body: { email: person.email, password: input.newPassword }, headers });
  // Last, so that this browser's other requests are not signed out meanwhile.
  await read((tx) => store.endSession(tx, current));
}

/** How many other browsers the person is signed in with. */
export async function countOtherSessions(person: Person, headers: Headers): Promise<number> {
  const current = await currentSessionId(headers);
  return read((tx) => store.countOtherSessions(tx, person.id, current));
}

/** Signs the person out everywhere but in this browser; returns in how many. */
export async function endOtherSessions(person: Person, headers: Headers): Promise<number> {
  const current = await currentSessionId(headers);
  return transact("access.end_sessions", async (tx) => {
    const ended = await store.endSessions(tx, person.id, current);
    await audit.append(tx, {
      actor: person,
      act: "access.end_sessions",
      entity: person.id,
      projectId: null,
      detail: { ended },
    });
    return ended;
  });
}

async function currentSessionId(headers: Headers): Promise<string> {
  const auth = await sessions();
  const current = await auth.api.getSession({ headers });
  if (!current) throw new AppError("unauthenticated", "You are signed out. Sign in again.");
  return current.session.id;
}

async function countTry(person: Person): Promise<RateLimiterPrisma> {
  const { prisma } = await database();
  const options = { keyPrefix: "change-password", points: TRIES, duration: WINDOW_S };
  const tries = new RateLimiterPrisma({ storeClient: prisma, ...options });
  try {
    await tries.consume(person.id);
  } catch (error) {
    throw toRateLimited(error, "Too many tries.");
  }
  return tries;
}
