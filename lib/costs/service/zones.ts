import { read } from "@/lib/platform/db/transact";
import { AppError } from "@/lib/platform/errors";
import { knowsZone } from "../store/summary";

const known = new Set(["UTC"]);

/** Throws `invalid_request` for a zone that the database has no rules for, though this runtime has. */
export async function requireZone(zone: string, part: "body" | "query" = "query"): Promise<void> {
  if (known.has(zone)) return;
  if (!(await read((tx) => knowsZone(tx, zone)))) {
    const detail = `The database knows no time zone ${zone}.`;
    throw new AppError("invalid_request", detail, { issues: [{ in: part, pointer: "/zone", detail }] });
  }
  known.add(zone);
}
