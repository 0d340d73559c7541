// The one table of who may do what. Safe in a browser: forms and pages read it too.
import { z } from "zod";

export const AuthorityLevel = { WORKER: 1, WATCHDOG: 2, MONITOR: 3, GUARDIAN: 4, SYSTEM: 5 } as const;
export type AuthorityLevel = (typeof AuthorityLevel)[keyof typeof AuthorityLevel];

export const Scope = z.enum([
  "work:read",
  "work:write",
  "work:act",
  "work:run",
  "projects:write",
  "costs:write",
  "costs:manage",
  "alerts:act",
  "guardian:act",
  "policies:manage",
  "audit:read",
  "access:manage",
  "webhooks:manage",
  "system:read",
]);
export type Scope = z.infer<typeof Scope>;

export const SCOPE_MEANING: Record<Scope, string> = {
  "work:read": "Read projects, tickets, tasks, logs, agents, events and costs",
  "work:write": "Create and edit tickets and tasks, move tickets between phases",
  "work:act": "Cancel tasks, drain agents, place and end holds, priority overrides and reservations",
  "work:run": "Register agents, claim tasks and report results",
  "projects:write": "Create and edit projects",
  "costs:write": "Record what calls of language models cost",
  "costs:manage": "Set, change and delete budgets, decide on recommendations",
  "alerts:act": "Acknowledge, silence, escalate and resolve alerts",
  "guardian:act":
    "Propose interventions; with GUARDIAN authority carry them out and revert them. People alone decide",
  "policies:manage": "Edit the guardian's policies and switch them on",
  "audit:read": "Read, export and verify the audit trail",
  "access:manage": "Invite people, change roles, issue and revoke keys",
  "webhooks:manage": "Set up webhooks, see and repeat their deliveries",
  "system:read": "See how the installation fares: database, jobs, replicas",
};

export const Role = z.enum(["viewer", "lead", "admin"]);
export type Role = z.infer<typeof Role>;

interface Grant {
  meaning: string;
  authority: AuthorityLevel;
  scopes: readonly Scope[];
}

export const ROLES: Record<Role, Grant> = {
  viewer: {
    meaning: "Reads everything",
    authority: AuthorityLevel.WORKER,
    scopes: ["work:read", "audit:read", "system:read"],
  },
  lead: {
    meaning: "Plans work and steps in",
    authority: AuthorityLevel.GUARDIAN,
    scopes: [
      "work:read",
      "work:write",
      "work:act",
      "projects:write",
      "costs:write",
      "costs:manage",
      "alerts:act",
      "guardian:act",
      "audit:read",
      "system:read",
    ],
  },
  admin: {
    meaning: "Everything a lead may, and people, keys, webhooks and policies",
    authority: AuthorityLevel.GUARDIAN,
    scopes: [
      "work:read",
      "work:write",
      "work:act",
      "projects:write",
      "costs:write",
      "costs:manage",
      "alerts:act",
      "guardian:act",
      "policies:manage",
      "audit:read",
      "access:manage",
      "webhooks:manage",
      "system:read",
    ],
  },
};

/** What a key may be given; managing access stays with people, and programs watch the system by `/metrics`. */
export const KEY_SCOPES = [
  "work:read",
  "work:write",
  "work:act",
  "work:run",
  "costs:write",
  "alerts:act",
  "guardian:act",
  "audit:read",
] as const satisfies readonly Scope[];
export const KeyScope = z.enum(KEY_SCOPES);
export type KeyScope = z.infer<typeof KeyScope>;

/** SYSTEM is the control room itself and is never issued. */
export const KEY_LEVELS = ["WORKER", "WATCHDOG", "MONITOR", "GUARDIAN"] as const;
export const KeyLevel = z.enum(KEY_LEVELS);
export type KeyLevel = z.infer<typeof KeyLevel>;
