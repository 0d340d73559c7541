import { read } from "../db/transact";
import { env } from "../env";
import { AppError } from "../errors";
import { requireSameOrigin } from "../http/origin";
import { KeyScope, ROLES, Role } from "./access";
import type { Actor } from "./actor";
import { hashSecret } from "./secret";
import { sessions } from "./sessions";
import * as store from "./store";

/** Who sent this request: the bearer key where there is one, else the session. Throws `unauthenticated`. */
export async function authenticate(request: Request): Promise<Actor> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return authenticateKey(authorization);
  const actor = await findPerson(request.headers);
  if (!actor) throw new AppError("unauthenticated", "Sign in, or send a key as Authorization: Bearer.");
  requireSameOrigin(request, env().PUBLIC_URL);
  return actor;
}

export interface Person extends Actor {
  email: string;
  role: Role;
}

/** The signed-in person, or null; a disabled person is nobody at once. */
export async function findPerson(headers: Headers): Promise<Person | null> {
  const auth = await sessions();
  const session = await auth.api.getSession({ headers });
  if (!session || session.user.disabledAt) return null;
  const role = Role.parse(session.user.role);
  return {
    kind: "person",
    id: session.user.id,
    name: session.user.name,
    email: session.user.email,
    role,
    authority: ROLES[role].authority,
    scopes: ROLES[role].scopes,
    projectId: null,
  };
}

/** Whose key `Bearer …` holds, where a session would not do. */
export async function authenticateKey(authorization: string): Promise<Actor> {
  const secret = /^Bearer (\S{1,200})$/i.exec(authorization)?.[1];
  const key = secret ? await read((tx) => store.presentKey(tx, hashSecret(secret))) : null;
  if (!key) throw new AppError("unauthenticated", "This key is not valid.");
  if (key.revokedAt) throw new AppError("unauthenticated", "This key was revoked.");
  if (key.isExpired) throw new AppError("unauthenticated", "This key has expired.");
  return {
    kind: "key",
    id: key.id,
    name: key.name,
    authority: key.authority,
    // A scope that a later version no longer knows gives nothing.
    scopes: key.scopes.filter((scope) => KeyScope.safeParse(scope).success) as Actor["scopes"],
    projectId: key.projectId,
  };
}
