import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { z } from "zod";
import { env } from "@/lib/platform/env";
import { AppError, type Issue } from "@/lib/platform/errors";
import { ArtifactType, Phase } from "./schema";

const PhasesFile = z.strictObject({
  phases: z
    .array(
      z.strictObject({
        ...Phase.shape,
        id: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "Use upper case."),
        artifacts: z.array(ArtifactType.exclude(["log", "late_result"])).default([]),
        criteria: z
          .array(
            z.strictObject({
              id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "Use lower case, digits and hyphens."),
              text: z.string().min(1).max(300),
            }),
          )
          .default([]),
      }),
    )
    .min(1)
    .max(30),
});

/** Parses phases.yaml; throws one error naming file, line and what is wrong. */
export function parsePhases(text: string, file: string): Phase[] {
  const document = parseDocument(text);
  const [syntax] = document.errors;
  if (syntax) throw invalid(file, `${syntax.message}`);
  const parsed = PhasesFile.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, `${issue?.path.join(".") || "the file"}: ${issue?.message}`);
  }
  const { phases } = parsed.data;
  const ids = new Set(phases.map((phase) => phase.id));
  if (ids.size < phases.length) throw invalid(file, `two phases have the same id.`);
  for (const phase of phases) {
    const criteria = new Set(phase.criteria.map((criterion) => criterion.id));
    if (criteria.size < phase.criteria.length) {
      throw invalid(file, `phase ${phase.id} has two criteria with the same id.`);
    }
    const stray = phase.next.find((id) => !ids.has(id));
    if (stray) throw invalid(file, `phase ${phase.id} leads to ${stray}, which is not listed.`);
  }
  return phases;
}

function invalid(file: string, detail: string): AppError {
  return new AppError("invalid_request", `${file}: ${detail}`);
}

let cached: Phase[] | undefined;

/** The configured phases in board order, read once a process. */
export function listPhases(): Phase[] {
  const file = join(env().configDir, "phases.yaml");
  cached ??= parsePhases(readFileSync(file, "utf8"), file);
  return cached;
}

/** Throws `invalid_request` for a phase that is not configured. */
export function requirePhase(id: string, pointer = "/phase"): Phase {
  const phase = listPhases().find((candidate) => candidate.id === id);
  if (phase) return phase;
  const known = listPhases().map((candidate) => candidate.id);
  throw new AppError("invalid_request", `There is no phase ${id}. The phases are ${known.join(", ")}.`, {
    issues: [{ in: "body", pointer, detail: `Must be one of ${known.join(", ")}.` }],
  });
}

/** Throws `invalid_request` for what is no criterion of the phase that a ticket leaves. */
export function requireCriteria(phase: Phase, met: readonly string[]): void {
  const known = phase.criteria.map(({ id }) => id);
  const issues = met.flatMap((id, index): Issue[] => {
    const detail = `${phase.id} has no criterion ${id}. ${known.length > 0 ? `It asks for ${known.join(", ")}.` : "It asks for none."}`;
    return known.includes(id) ? [] : [{ in: "body", pointer: `/criteriaMet/${index}`, detail }];
  });
  if (issues[0]) throw new AppError("invalid_request", issues[0].detail, { issues });
}
