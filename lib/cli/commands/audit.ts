import type { KeyObject } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ConnectionError } from "@/lib/client/http";
import { readPublicKey } from "@/lib/platform/audit/chain/head";
import type { Fault } from "@/lib/platform/audit/chain/link";
import { counted } from "@/lib/platform/counted";
import { UsageError } from "@/lib/worker/usage-error";
import { verifyByServer } from "../audit/by-server";
import { requestExport } from "../audit/fetch-export";
import { type Finding, verifyDatabase, verifyExport } from "../audit/verify";
import { type Command, type Invocation, required, value, values } from "../command";
import { EXIT } from "../exit-codes";

export const auditVerify: Command = {
  words: "audit verify",
  summary: "Follows the chain of the audit trail and names the first entry that is not as it was written",
  args: ["<export>"],
  options: {
    database: value("Read this PostgreSQL instead of an export", "postgresql://…"),
    "public-key": values("Trust this Ed25519 key: a PEM file, or base64; may be repeated", "key"),
    earlier: value("An earlier export: it must be whole, and its head still in the chain", "file"),
  },
  notes: `Needs neither an address nor a key for an export or a database. Without both, the server is asked to verify
its own chain, which is also the way for the embedded database: its directory belongs to its server alone.
Exit code ${EXIT.broken}: the chain is broken, or a head is not signed by a key that is trusted.`,
  async run(invocation) {
    const { args, options, out } = invocation;
    const [path] = args;
    const url = options.text("database");
    if (path && url) throw new UsageError("Give either an export or --database.");
    const trust = {
      keys: (options.list("public-key") ?? []).map(readKey),
      earlier: options.text("earlier"),
    };
    if (!path && !url && (trust.keys.length > 0 || trust.earlier)) {
      throw new UsageError("--public-key and --earlier go with an export or --database.");
    }
    const onPage = (done: number) => out.progress(`Following: ${done} entries`);
    const found = path
      ? await verifyExport(path, trust, onPage)
      : url
        ? await verifyDatabase(requirePostgres(url), trust, onPage)
        : await verifyByServer(invocation);
    out.progress(null);
    if (out.isJson) out.json(found);
    else show(found, out);
    return found.state === "broken" ? EXIT.broken : undefined;
  },
};

export const auditExport: Command = {
  words: "audit export",
  summary: "Writes the whole chain to a file that can be verified offline",
  options: { out: required(value("The file, which must not be there yet; - for stdout", "file")) },
  notes: "Keep it where nobody who owns the database can write: only that shows a later rewriting.",
  async run({ connection, options, out, signal }) {
    const path = options.text("out");
    if (!path) throw new UsageError("--out: say which file.");
    const body = Readable.fromWeb(await requestExport(connection, signal));
    const target = path === "-" ? process.stdout : createWriteStream(path, { flags: "wx", mode: 0o600 });
    await pipeline(body, target, { end: path !== "-" }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "EEXIST") throw new UsageError(`${path} is there already.`, { cause });
      if (cause.code && cause.syscall === "open")
        throw new UsageError(`${path} cannot be written: ${cause.code}.`, { cause });
      throw new ConnectionError("The export was cut off.", { cause });
    });
    if (path === "-") return undefined;
    const finding = await verifyExport(path, { keys: [], earlier: undefined }, () => {});
    const { position, fault } = finding;
    if (fault) {
      if (out.isJson) out.json(finding);
      else show(finding, out);
      return EXIT.broken;
    }
    out.answer({ path, entries: position }, `${path}: ${counted(position, "entry", "entries")}`);
    return undefined;
  },
};

function show(
  { state, position, hash, heads, signature, fault, seals, earlier }: Finding,
  out: Invocation["out"],
): void {
  const broken = earlier?.fault ?? null;
  out.facts([
    ["chain", state],
    ["entries", position],
    ["head", hash],
    ["signed heads", heads],
    ["signature", signature],
    ["events", seals],
    ["broken at", fault && placeOf(fault)],
    ["how", fault && `${fault.kind}: ${fault.detail}`],
    [
      "earlier export",
      earlier &&
        `${earlier.path}, ${broken ? "broken" : `whole, ${counted(earlier.position, "entry", "entries")}`}`,
    ],
    ["broken there at", broken && placeOf(broken)],
    ["how there", broken && `${broken.kind}: ${broken.detail}`],
  ]);
}

function placeOf({ position, entry }: Fault): string {
  return `position ${position}${entry ? `, entry ${entry}` : ""}`;
}

function readKey(text: string): KeyObject {
  const key = readPublicKey(text) ?? readPublicKey(readOr(text, ""));
  if (!key) throw new UsageError("--public-key: must be an Ed25519 public key: a PEM file, or base64.");
  return key;
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return otherwise;
  }
}

function requirePostgres(url: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new UsageError(
    "--database: must be a postgresql:// URL. An embedded database is verified by its server: leave --database out, and set OMOI_URL and OMOI_KEY.",
  );
}
