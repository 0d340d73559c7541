import {
  DryRun,
  DryRunReport,
  PolicyDetail,
  PolicyList,
  PolicyName,
  type PolicySummary,
  PolicyValidation,
  ValidatePolicy,
} from "@/lib/guardian/schema";
import { UsageError } from "@/lib/worker/usage-error";
import { type Command, flag, value } from "../command";
import { EXIT } from "../exit-codes";
import { given, parseId, parseInput, readText } from "../input";
import { type Column, instant, type Output } from "../output";

const COLUMNS: Column<PolicySummary>[] = [
  { name: "name", of: (policy) => policy.name },
  { name: "mode", of: (policy) => policy.mode },
  { name: "does", of: (policy) => policy.actions.join(",") },
  { name: "matching", of: (policy) => policy.matching },
  { name: "fired 24 h", of: (policy) => policy.firings24h },
  {
    name: "last fired",
    of: ({ lastFiring }) => lastFiring && `${instant(lastFiring.at)} ${lastFiring.outcome}`,
  },
  {
    name: "file",
    of: (policy) => (policy.isEdited ? `${policy.fileName ?? "none"} (edited)` : policy.fileName),
  },
  { name: "fault", of: (policy) => policy.fault?.message },
];

/** Modes are a right that no key is given. */
const notes =
  "A person changes a policy or its mode (off, observe, enforce), in the browser: no key has that right.";

export const policiesList: Command = {
  words: "policies list",
  summary: "The guardian's policies by name, with their modes",
  notes,
  async run({ call, out, signal }) {
    const policies = await call({ method: "GET", path: "/guardian/policies", reply: PolicyList, signal });
    if (out.isJson) return void out.json(policies);
    if (policies.items.length === 0) out.remark("There are none.");
    else out.table(policies.items, COLUMNS);
    for (const { file, fault } of policies.brokenFiles) {
      out.remark(
        `${file}:${fault.line}:${fault.column}: ${fault.message} What was in force before still is.`,
      );
    }
    return undefined;
  },
};

export const policiesShow: Command = {
  words: "policies show",
  summary: "A policy, and its text with --text",
  args: ["<policy>"],
  options: { text: flag("Print its YAML and nothing else") },
  notes,
  async run({ args, call, options, out, signal }) {
    const path = `/guardian/policies/${parseId(PolicyName, "policy", args[0])}`;
    const policy = await call({ method: "GET", path, reply: PolicyDetail, signal });
    if (out.isJson) out.json(policy);
    else if (options.flag("text")) out.raw(policy.text.endsWith("\n") ? policy.text : `${policy.text}\n`);
    else show(out, policy);
    return undefined;
  },
};

export const policiesCheck: Command = {
  words: "policies check",
  summary: "Whether a file is a policy, and where it is wrong",
  args: ["<file>"],
  notes: `The control room reads it as it would read its own, and keeps nothing of it; - is stdin. Each fault is one line,
file:line:column: what is wrong. Exit code ${EXIT.faulty}: there are faults.`,
  async run({ args, call, out, signal }) {
    const [file] = args;
    if (!file) throw new UsageError("<file>: Say which.");
    const body = parseInput(ValidatePolicy, { text: readText(file, "<file>") }, { text: "<file>" });
    const path = "/guardian/policies/validate";
    const { faults, meaning, name } = await call({
      method: "POST",
      path,
      body,
      reply: PolicyValidation,
      signal,
    });
    if (out.isJson) out.json({ faults, name, meaning });
    else if (faults.length === 0) out.line(`${file}: ${name}, ${meaning?.actions.join(", ")}`);
    else
      for (const { line, column, key, message } of faults) {
        out.line(`${file}:${line}:${column}: ${key ? `${key}: ` : ""}${message}`);
      }
    return faults.length === 0 ? undefined : EXIT.faulty;
  },
};

export const policiesDryRun: Command = {
  words: "policies dry-run",
  summary: "When a policy, or another text for it, would have fired over the last days",
  args: ["<policy>"],
  options: {
    days: value("How far back, 30 at most; default: 7", "n"),
    file: value("Another text in its place; - for stdin", "path"),
  },
  async run({ args, call, options, out, signal }) {
    const path = `/guardian/policies/${parseId(PolicyName, "policy", args[0])}/dry-run`;
    const file = options.text("file");
    const text = file === undefined ? undefined : readText(file, "--file");
    const body = parseInput(DryRun, given({ text, days: options.number("days") }), { text: "file" });
    const report = await call({ method: "POST", path, body, reply: DryRunReport, signal });
    if (out.isJson) out.json(report);
    else showReport(out, report);
    return undefined;
  },
};

function show(out: Output, policy: PolicyDetail): void {
  out.facts([
    ["name", policy.name],
    ["mode", policy.mode],
    ["what", policy.description],
    ["trigger", `${policy.trigger.kind} ${policy.trigger.value}`],
    ["when", policy.when],
    ["for", `${policy.forSeconds} s`],
    ["does", policy.actions.join(", ")],
    ["approval", policy.needsApproval ? "a person must approve it" : "none"],
    ["ends by itself after", `${policy.ttlSeconds} s`],
    ["rolled back when", policy.rollbackWhen],
    ["limits", `${policy.perHour} an hour, ${policy.maxTargets} targets`],
    ["matching", policy.matching],
    ["fired 24 h", policy.firings24h],
    ["file", policy.fileName && `${policy.fileName}${policy.isEdited ? " (edited since)" : ""}`],
    ["fault", policy.fault?.message],
    ["changed", `${instant(policy.updatedAt)} by ${policy.updatedByName}`],
    ["hash", policy.hash],
  ]);
}

function showReport(out: Output, report: DryRunReport): void {
  out.facts([
    ["from", instant(report.from)],
    ["to", instant(report.to)],
    ["looks", `${report.looks}, every ${report.stepSeconds} s`],
    ["undecided", report.undecided],
    ["firings", report.firingsTotal],
  ]);
  if (report.firings.length > 0) {
    out.heading("Would have fired");
    out.table(report.firings, [
      { name: "at", of: ({ at }) => instant(at) },
      { name: "until", of: ({ endedAt }) => instant(endedAt) },
      { name: "about", of: ({ subjectLabel, subject }) => subjectLabel || subject || "everything" },
      { name: "does", of: ({ interventions }) => interventions.map(({ type }) => type).join(",") },
      {
        name: "held back",
        of: ({ refusals, isBeyondLimits }) =>
          [...refusals, ...(isBeyondLimits ? ["beyond its limits"] : [])].join(" "),
      },
    ]);
  }
  for (const { fact, why } of report.notReplayed) out.remark(`Not replayed, ${fact}: ${why}`);
  for (const note of report.notes) out.remark(note);
}
