// Loaded into a server process that is to be killed: stops it where an act of governance is about to be committed. Each
// commit that has come so far is told as `held-1`, `held-2` …, and goes no further.
import { Client } from "pg";

/** Where the process is when it is killed; `in`: the database is at the commit, which somebody else has to hold up. */
export type Moment = "before" | "in" | "after";

const AUDITED = /INSERT INTO\s+"?(public"?\."?)?audit_entries/;
const moment = process.env.VICTIM_MOMENT as Moment | undefined;
const audited = new WeakSet<Client>();
const query = Client.prototype.query as (this: Client, ...args: unknown[]) => Promise<unknown>;
let held = 0;

function never(): Promise<never> {
  held += 1;
  process.stdout.write(`held-${held}\n`);
  return new Promise(() => {});
}

function queryOrHold(this: Client, ...args: unknown[]): Promise<unknown> {
  const [asked] = args as [string | { text: string }];
  const text = typeof asked === "string" ? asked : asked.text;
  if (AUDITED.test(text)) audited.add(this);
  if (text !== "COMMIT" || !audited.delete(this) || moment === "in") return query.apply(this, args);
  return moment === "before" ? never() : query.apply(this, args).then(never);
}

if (moment) Object.assign(Client.prototype, { query: queryOrHold });
