import { CreateKey, IssuedKey, Key, KeyId, Keys } from "@/lib/platform/auth/schema";
import { type Command, required, value, values } from "../command";
import { given, parseId, parseInput } from "../input";
import { type Column, instant } from "../output";

const COLUMNS: Column<Key>[] = [
  { name: "id", of: (key) => key.id },
  { name: "prefix", of: (key) => key.prefix },
  { name: "level", of: (key) => key.level },
  { name: "scopes", of: (key) => key.scopes.join(" ") },
  { name: "last used", of: (key) => instant(key.lastUsedAt) },
  { name: "ends", of: (key) => (key.revokedAt ? "revoked" : instant(key.expiresAt)) },
  { name: "name", of: (key) => key.name },
];

/** Managing access is a person's right: no key can be given it. */
const NOTES = "Needs the right to manage access, which people have and keys do not: see Settings → Keys.";

export const keysList: Command = {
  words: "keys list",
  summary: "Keys, without their secrets",
  notes: NOTES,
  async run({ call, out, signal }) {
    const keys = await call({ method: "GET", path: "/keys", reply: Keys, signal });
    if (out.isJson) out.json(keys);
    else if (keys.items.length === 0) out.remark("There are none.");
    else out.table(keys.items, COLUMNS);
    return undefined;
  },
};

export const keysIssue: Command = {
  words: "keys issue",
  summary: "Issues a key and prints its secret, this once",
  notes: NOTES,
  options: {
    name: required(value("What it is for")),
    scope: required(values("What it may do, for example work:run; may be repeated")),
    level: value("WORKER, WATCHDOG, MONITOR or GUARDIAN; default: WORKER"),
    project: value("Only this project", "prj_…"),
    "expires-in-days": value("Default: until it is revoked", "days"),
  },
  async run({ call, options, out, signal }) {
    const input = given({
      name: options.text("name"),
      scopes: options.list("scope"),
      level: options.text("level"),
      projectId: options.text("project"),
      expiresInDays: options.number("expires-in-days"),
    });
    const body = parseInput(CreateKey, input, { scopes: "scope", projectId: "project" });
    const issued = await call({ method: "POST", path: "/keys", body, reply: IssuedKey, signal });
    out.answer(issued, issued.secret);
    return undefined;
  },
};

export const keysRevoke: Command = {
  words: "keys revoke",
  summary: "Revokes a key at once",
  args: ["<key>"],
  notes: NOTES,
  async run({ args, call, out, signal }) {
    const id = parseId(KeyId, "key", args[0]);
    const key = await call({ method: "POST", path: `/keys/${id}/revoke`, body: {}, reply: Key, signal });
    if (out.isJson) out.json(key);
    else out.table([key], COLUMNS);
    return undefined;
  },
};
