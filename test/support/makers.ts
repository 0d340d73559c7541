// Records for tests, made by the services themselves. Each test makes its own project and keys, and is thereby
// alone: a key that is bound to a project sees and claims nothing else.
import { hashPassword } from "better-auth/crypto";
import { AuthorityLevel, type KeyLevel, type KeyScope, ROLES, type Role } from "@/lib/platform/auth/access";
import type { Actor } from "@/lib/platform/auth/actor";
import { createKey } from "@/lib/platform/auth/service";
import { sessions } from "@/lib/platform/auth/sessions";
import { insertMember } from "@/lib/platform/auth/store";
import { read } from "@/lib/platform/db/transact";
import { newId } from "@/lib/platform/ids";
import {
  type Agent,
  type Claim,
  CreateTask,
  CreateTicket,
  type Project,
  RegisterAgent,
  type Task,
  type Ticket,
} from "@/lib/work/schema";
import * as work from "@/lib/work/service";

/** An admin without a row: for what a test needs done and is not about. */
export const ADMIN: Actor = {
  kind: "person",
  id: "usr_00000000000000000000000001",
  name: "Ada",
  authority: AuthorityLevel.GUARDIAN,
  scopes: ROLES.admin.scopes,
  projectId: null,
};

let counter = 0;
export function unique(word: string): string {
  counter += 1;
  return `${word}-${counter}-${Math.random().toString(36).slice(2, 8)}`;
}

export const PASSWORD = "correct horse battery staple";
let passwordHash: Promise<string> | undefined;

export interface TestPerson {
  id: string;
  email: string;
  role: Role;
  /** What the browser would send as its Cookie header. */
  cookie: string;
  actor: Actor;
}

/** A member who has signed in with their password. */
export async function aPerson(role: Role): Promise<TestPerson> {
  passwordHash ??= hashPassword(PASSWORD);
  const id = newId("usr");
  const name = unique(role);
  const email = `${name}@example.com`;
  const row = { id, accountId: newId("req"), name, email, role, passwordHash: await passwordHash };
  await read((tx) => insertMember(tx, row));
  const actor: Actor = { kind: "person", id, name, ...grantOf(role), projectId: null };
  return { id, email, role, cookie: await aCookie(email), actor };
}

function grantOf(role: Role) {
  const { authority, scopes } = ROLES[role];
  return { authority, scopes };
}

/** The session cookie that signing in sets. */
export async function aCookie(email: string, password = PASSWORD): Promise<string> {
  const auth = await sessions();
  const response = await auth.api.signInEmail({ body: { email, password }, asResponse: true });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (!response.ok || cookies.length === 0) throw new Error(`${email} could not sign in.`);
  return cookies.join("; ");
}

export interface TestKey {
  id: string;
  secret: string;
  actor: Actor;
}

interface KeyOptions {
  scopes?: KeyScope[];
  level?: KeyLevel;
  project?: { id: string } | null;
  expiresInDays?: number | null;
}

/** A key as an admin issues it; by default a runner's. */
export async function aKey(options: KeyOptions = {}): Promise<TestKey> {
  const {
    scopes = ["work:run", "work:read"],
    level = "WORKER",
    project = null,
    expiresInDays = null,
  } = options;
  const input = { name: unique("key"), scopes, level, projectId: project?.id ?? null, expiresInDays };
  const { key, secret } = await createKey(ADMIN, input);
  const authority = AuthorityLevel[level];
  const actor: Actor = {
    kind: "key",
    id: key.id,
    name: key.name,
    authority,
    scopes,
    projectId: key.projectId,
  };
  return { id: key.id, secret, actor };
}

export async function aProject(): Promise<Project> {
  const slug = unique("p");
  return work.createProject(ADMIN, { name: slug, slug, repositoryUrl: null });
}

type Given<T, K extends keyof T> = Partial<Omit<T, K>>;

/** A ticket, in a project of its own unless one is given. */
export async function aTicket(
  options: Given<CreateTicket, "projectId"> & { project?: { id: string } } = {},
): Promise<Ticket> {
  const { project = await aProject(), ...input } = options;
  return work.createTicket(
    ADMIN,
    CreateTicket.parse({ title: unique("ticket"), ...input, projectId: project.id }),
  );
}

/** A task, on a ticket of its own unless one is given. */
export async function aTask(
  options: Given<CreateTask, "ticketId"> & { ticket?: { id: string }; project?: { id: string } } = {},
): Promise<Task> {
  const { project = undefined, ticket = await aTicket(project ? { project } : {}), ...input } = options;
  return work.createTask(ADMIN, CreateTask.parse({ title: unique("task"), ...input, ticketId: ticket.id }));
}

export interface TestAgent {
  agent: Agent;
  key: TestKey;
}

/** An agent with a key of its own, bound to the project. */
export async function anAgent(
  options: Given<RegisterAgent, "projectId"> & { project: { id: string }; key?: TestKey },
): Promise<TestAgent> {
  const { project, key = await aKey({ project }), ...input } = options;
  const { agent } = await work.registerAgent(
    key.actor,
    RegisterAgent.parse({ name: unique("agent"), ...input }),
  );
  return { agent, key };
}

export interface Held extends TestAgent {
  task: Task;
  claim: Claim;
  /** What every write of the runner carries. */
  ref: { attemptId: string; fence: string };
}

/** Claims the next task for this agent; throws when there is none. */
export async function claimNext({ agent, key }: TestAgent): Promise<Held> {
  const { claims } = await work.claimTasks(key.actor, { agentId: agent.id, max: 1, waitMs: 0 });
  const [claim] = claims;
  if (!claim) throw new Error("There was nothing to claim.");
  return { agent, key, task: claim.task, claim, ref: { attemptId: claim.attempt.id, fence: claim.fence } };
}

/** A task that an agent of its own holds, in a project of its own. */
export async function claimOne(
  options: Given<CreateTask, "ticketId"> & { capacity?: number } = {},
): Promise<Held & { project: { id: string } }> {
  const { capacity = 1, ...task } = options;
  const project = await aProject();
  await aTask({ project, ...task });
  const held = await claimNext(await anAgent({ project, capacity }));
  return { ...held, project };
}
