import { database } from "../db/client";
import { env } from "../env";
import { type IdPrefix, newId } from "../ids";
import { log } from "../log";
import { signingSecret } from "./secret";

const DAY_S = 24 * 60 * 60;

async function createAuth() {
  // Loaded with the first session that is asked about: it takes most of a second, and agents' keys need none.
  const [{ betterAuth }, { prismaAdapter }, { nextCookies }] = await Promise.all([
    import("better-auth"),
    import("better-auth/adapters/prisma"),
    import("better-auth/next-js"),
  ]);
  const { prisma } = await database();
  const { PUBLIC_URL, PORT } = env();
  return betterAuth({
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    secret: signingSecret(),
    baseURL: PUBLIC_URL ?? `http://localhost:${PORT}`,
    logger: {
      log: (level, message) => log()[level]({ from: "better-auth" }, message),
    },
    telemetry: { enabled: false },
    // Accounts begin with an invitation; nobody signs up by themselves.
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: 7 * DAY_S, updateAge: DAY_S },
    user: {
      additionalFields: {
        role: { type: "string", required: true, input: false },
        disabledAt: { type: "date", required: false, input: false },
      },
    },
    advanced: {
      cookiePrefix: "omoi",
      useSecureCookies: PUBLIC_URL?.startsWith("https:") ?? false,
      database: { generateId: ({ model }) => newId(model === "user" ? "usr" : ("req" satisfies IdPrefix)) },
    },
    // Its HTTP handler is not mounted: server actions call it, and they have limits of their own.
    rateLimit: { enabled: false },
    plugins: [nextCookies()],
  });
}

type Auth = Awaited<ReturnType<typeof createAuth>>;
const holder = globalThis as typeof globalThis & { omoiAuth?: Promise<Auth> | undefined };

/** better-auth: passwords, session rows and cookies. Users and their roles are rows of ours. */
export function sessions(): Promise<Auth> {
  holder.omoiAuth ??= createAuth();
  return holder.omoiAuth;
}
