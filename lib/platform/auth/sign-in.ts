import { APIError } from "better-auth/api";
import { RateLimiterPrisma } from "rate-limiter-flexible";
import { appendRefusal } from "../audit/refusals";
import * as audit from "../audit/service";
import { database } from "../db/client";
import { read, transact } from "../db/transact";
import { AppError } from "../errors";
import { toRateLimited } from "../http/rate-limit";
import { log } from "../log";
import type { Member, SignIn } from "./schema";
import { sessions } from "./sessions";
import * as store from "./store";

const WINDOW_S = 15 * 60;
const TRIES_PER_ACCOUNT = 10;
const TRIES_PER_ADDRESS = 50;

/**
 * Checks a password and sets the session cookie. Throws `unauthenticated` with the same words whatever was
 * wrong, and `rate_limited` after too many tries for one account or from one address (counted in the database).
 */
export async function signIn(input: SignIn, headers: Headers): Promise<void> {
  const { prisma } = await database();
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPrisma({ storeClient: prisma, keyPrefix, points, duration: WINDOW_S });
  const byAccount = limiter("sign-in-account", TRIES_PER_ACCOUNT);
  const address = headers.get("x-forwarded-for")?.slice(0, 100) ?? "unknown";
  try {
    await limiter("sign-in-address", TRIES_PER_ADDRESS).consume(address);
    await byAccount.consume(input.email);
  } catch (error) {
    throw toRateLimited(error, "Too many tries.");
  }
  const auth = await sessions();
  const { user, token } = await auth.api
    .signInEmail({ body: input, headers })
    .catch(async (error: unknown) => {
      throw error instanceof APIError && error.statusCode < 500 ? await refuse(input.email) : error;
    });
  const member = await read((tx) => store.findMember(tx, user.id));
  if (!member || member.disabledAt) {
    await read((tx) => store.endSessions(tx, user.id));
    throw await refuse(input.email);
  }
  await recordSignIn(member, token);
  await byAccount.delete(input.email);
}

/** better-auth has committed the session: without an entry of its own it must not stay. */
async function recordSignIn({ id, name }: Member, token: string): Promise<void> {
  const entry = { actor: { id, name }, act: "access.sign_in", entity: id, projectId: null };
  await transact("access.sign_in", (tx) => audit.append(tx, { ...entry, detail: { name } })).catch(
    async (error: unknown) => {
      await read((tx) => store.endSessionOf(tx, token));
      throw error;
    },
  );
}

/** Nobody yet, whatever account is named: so many of them are counted as one, and what was typed is not kept. */
const STRANGER = { id: "anonymous", name: "Somebody not signed in" };

async function refuse(email: string): Promise<AppError> {
  const error = new AppError("unauthenticated", "E-mail or password is wrong.");
  const { code, message } = error;
  try {
    const member = await read((tx) => store.findMemberByEmail(tx, email));
    const detail = { label: member ? member.name : "An account that is not there" };
    const entity = member?.id ?? "sign-in";
    const refusal = { actor: STRANGER, act: "access.sign_in", entity, projectId: null };
    await appendRefusal({ ...refusal, code, message, detail });
  } catch (failure) {
    log().error({ err: failure }, "a refused sign-in could not be recorded");
  }
  return error;
}

/** Ends the session of this request, if there is one. */
export async function signOut(headers: Headers): Promise<void> {
  const auth = await sessions();
  const current = await auth.api.getSession({ headers });
  if (current) {
    const { id, name } = current.user;
    await transact("access.sign_out", async (tx) => {
      if (!(await store.endSession(tx, current.session.id))) return;
      const entry = { actor: { id, name }, act: "access.sign_out", entity: id, projectId: null };
      await audit.append(tx, { ...entry, detail: { name } });
    });
  }
  await auth.api.signOut({ headers });
}
