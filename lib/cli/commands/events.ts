import { type EventRecord, EventsPage, EventsQuery, StreamQuery } from "@/lib/platform/events/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, type Invocation, type OptionSpec, type Options, value } from "../command";
import { followEvents } from "../event-stream";
import { given, parseInput } from "../input";
import { type Column, instant } from "../output";

const COLUMNS: Column<EventRecord>[] = [
  { name: "at", of: (event) => instant(event.occurredAt) },
  { name: "type", of: (event) => event.type },
  { name: "entity", of: (event) => event.entity },
  { name: "actor", of: (event) => event.actorName },
];

const OPTIONS: Record<string, OptionSpec> = {
  type: value("Of these types, separated by commas", "type,…"),
  entity: value("About these, by their ids, separated by commas", "id,…"),
  project: value("Of this project", "prj_…"),
  after: value("After this cursor, oldest first", "cursor"),
};

export const eventsList: Command = {
  words: "events list",
  summary: "What happened, newest first; with --follow, what happens",
  options: {
    ...OPTIONS,
    limit: value("Show so many, at most 200; default: 50", "n"),
    follow: flag("Go on until Ctrl-C; after a break where it was"),
  },
  notes: "With --json and --follow each event is one line of JSON.",
  async run(invocation) {
    const { call, options, out, signal } = invocation;
    if (options.flag("follow")) return follow(invocation);
    const query = { ...filters(options), limit: options.text("limit") };
    parseInput(EventsQuery, given(query));
    const page = await call({ method: "GET", path: "/events", query, reply: EventsPage, signal });
    if (out.isJson) out.json(page);
    else if (page.items.length === 0) out.remark("There are none.");
    else out.table(page.items, COLUMNS);
    return undefined;
  },
};

async function follow({ connection, options, out, signal }: Invocation): Promise<undefined> {
  if (options.text("limit") !== undefined) throw new UsageError("--limit does not go with --follow.");
  const query = filters(options);
  parseInput(StreamQuery, given(query));
  await followEvents({
    connection,
    query,
    signal,
    onEvent: (event) => {
      const { actorName, entity, occurredAt, type } = event;
      if (out.isJson) out.jsonLine(event);
      else out.line(`${instant(occurredAt)}  ${type.padEnd(24)}  ${entity.padEnd(32)}  ${actorName}`);
    },
    onReset: ({ reason }) => out.remark(`Events between are gone: ${reason}`),
    onBreak: (reason) => out.remark(`${reason} Trying again.`),
  });
}

function filters(options: Options): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(OPTIONS).map((name) => [name, options.text(name)]));
}
