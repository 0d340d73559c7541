import { randomUUID } from "node:crypto";
import { EndOverlay, Hold, HoldId, HoldScope, HoldsPage, OverlaysQuery, PlaceHold } from "@/lib/work/schema";
import { type Command, flag, required, value } from "../command";
import { given, parseId, parseInput } from "../input";
import { type Column, instant } from "../output";
import { showList } from "../pages";
import { HOLD_KINDS, readScope, scopeOptions } from "../scope";

const COLUMNS: Column<Hold>[] = [
  { name: "id", of: (hold) => hold.id },
  { name: "state", of: (hold) => (hold.endedAt ? "ended" : "live") },
  { name: "scope", of: (hold) => hold.scopeLabel },
  { name: "holds", of: (hold) => hold.heldTasks },
  { name: "owner", of: (hold) => hold.ownerName },
  { name: "expires", of: (hold) => instant(hold.expiresAt) },
  { name: "reason", of: (hold) => hold.reason },
];

export const holdsList: Command = {
  words: "holds list",
  summary: "What is held back, newest first",
  isPaged: true,
  options: { project: value("Of this project", "prj_…"), ended: flag("Also those that have ended") },
  run: (invocation) => {
    const { options } = invocation;
    const query = { project: options.text("project"), live: String(!options.flag("ended")) };
    const list = { path: "/holds", schema: OverlaysQuery, reply: HoldsPage, columns: COLUMNS };
    return showList(invocation, { ...list, query });
  },
};

export const holdsPlace: Command = {
  words: "holds place",
  summary: "Stops a scope: nothing in it is claimed until the hold ends",
  options: {
    ...scopeOptions(HOLD_KINDS),
    reason: required(value("Why; everybody sees it")),
    "expires-in": value("How long it lasts; keys must say", "seconds"),
  },
  notes:
    "All work and whole projects are not held by hand: omoios guardian pause asks a person to approve that.",
  async run({ call, options, out, signal }) {
    const input = given({
      scope: readScope(options, HoldScope, HOLD_KINDS, "hold"),
      reason: options.text("reason"),
      expiresInSeconds: options.number("expires-in"),
    });
    const body = parseInput(PlaceHold, input, { expiresInSeconds: "expires-in" });
    const request = { method: "POST", path: "/holds", body, reply: Hold, signal } as const;
    const hold = await call({ ...request, idempotencyKey: randomUUID() });
    out.answer(hold, hold.id);
    return undefined;
  },
};

export const holdsEnd: Command = {
  words: "holds end",
  summary: "Ends a hold; what it held may be claimed again",
  args: ["<hold>"],
  options: { reason: value("Why") },
  async run({ args, call, options, out, signal }) {
    const id = parseId(HoldId, "hold", args[0]);
    const body = parseInput(EndOverlay, given({ reason: options.text("reason") }));
    const hold = await call({ method: "POST", path: `/holds/${id}/end`, body, reply: Hold, signal });
    if (out.isJson) out.json(hold);
    else out.table([hold], COLUMNS);
    return undefined;
  },
};
