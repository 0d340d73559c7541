import { APIError } from "better-auth/api";
import { RateLimiterPrisma } from "rate-limiter-flexible";
import { database } from "../db/client";
import { read } from "../db/transact";
import { AppError } from "../errors";
import { toRateLimited } from "../http/rate-limit";
import type { SignIn } from "./schema";
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
  const address = headers.get("x-forwarded-for") ?? "unknown";
  try {
    await limiter("sign-in-address", TRIES_PER_ADDRESS).consume(address);
    await byAccount.consume(input.email);
  } catch (error) {
    throw toRateLimited(error, "Too many tries.");
  }
  const wrong = () => new AppError("unauthenticated", "E-mail or password is wrong.");
  const auth = await sessions();
  const { user } = await auth.api.signInEmail({ body: input, headers }).catch((error: unknown) => {
    throw error instanceof APIError && error.statusCode < 500 ? wrong() : error;
  });
  const member = await read((tx) => store.findMember(tx, user.id));
  if (!member || member.disabledAt) {
    await read((tx) => store.endSessions(tx, user.id));
    throw wrong();
  }
  await byAccount.delete(input.email);
}

/** Ends the session of this request, if there is one. */
export async function signOut(headers: Headers): Promise<void> {
  const auth = await sessions();
  await auth.api.signOut({ headers });
}
