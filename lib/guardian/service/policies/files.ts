// The files of config/guardian_policies: the seed of the policies, and how a new release brings new ones.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { raiseAlert, resolveAlertsOf } from "@/lib/monitoring/service";
import { transact } from "@/lib/platform/db/transact";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { refuseYaml, type YamlFault } from "@/lib/platform/yaml-file";
import { canonicalText, compilePolicy, hashOf } from "../../rules/policies/compile";
import { adoptFile } from "./adopt";
import { POLICY_FAULT } from "./faults";

interface ReadFile {
  /** `lost_agent.yaml` */
  file: string;
  name: string;
  hash: string;
  text: string;
}

interface BrokenFile {
  file: string;
  fault: YamlFault;
}

interface Files {
  sound: ReadFile[];
  broken: BrokenFile[];
}

const folderOf = () => join(env().configDir, "guardian_policies");

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** The policies' files as they are now. */
export function readPolicyFiles(folder = folderOf()): Files {
  const files: Files = { sound: [], broken: [] };
  for (const file of listFiles(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    const compiled = compilePolicy(text);
    if ("faults" in compiled) {
      files.broken.push({ file, fault: compiled.faults[0] });
      continue;
    }
    const { name } = compiled.policy.document;
    const other = files.sound.find((one) => one.name === name);
    if (other) files.broken.push({ file, fault: doubleOf(name, other.file) });
    else files.sound.push({ file, name, hash: hashOf(text), text: canonicalText(text) });
  }
  return files;
}

function doubleOf(name: string, other: string): YamlFault {
  const message = `${name} is the name of the policy in ${other} already.`;
  return { line: 1, column: 1, endLine: 1, endColumn: 1, key: "policy.name", message };
}

/** Throws for a broken file, naming it, the line and the key: to be called at the start. */
export function checkPolicyFiles(folder = folderOf()): void {
  const [first] = readPolicyFiles(folder).broken;
  if (first) throw refuseYaml(join(folder, first.file), first.fault);
}

let stamp = "";
let told = new Set<string>();

/** Takes over what has changed in the files since the last look; a broken one changes nothing, and is told of. */
export async function followPolicyFiles(folder = folderOf()): Promise<void> {
  const now = stampOf(folder);
  if (now === stamp) return;
  const { sound, broken } = readPolicyFiles(folder);
  for (const file of sound) await adoptFile(file);
  await tellBroken(broken);
  // Only now: what failed half-way is done again at the next look.
  stamp = now;
}

function stampOf(folder: string): string {
  return [folder, ...listFiles(folder).map((name) => stampOfFile(join(folder, name)))].join("\n");
}

function stampOfFile(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return [path, stat?.ino, stat?.size, stat?.mtimeMs].join(" ");
}

async function tellBroken(broken: readonly BrokenFile[]): Promise<void> {
  const now = new Set(broken.map(({ file }) => file));
  const mended = [...told].filter((file) => !now.has(file));
  await transact("policy.files", async (tx) => {
    for (const { file, fault } of broken) {
      log().warn({ file, line: fault.line, problem: fault.message }, "a policy's file is broken");
      await raiseAlert(tx, {
        rule: POLICY_FAULT,
        severity: "warning",
        title: `${file}, line ${fault.line}: ${fault.message}`.slice(0, 300),
        entity: `file:${file}`,
        projectId: null,
        facts: { ...fault, file },
      });
    }
    for (const file of mended)
      await resolveAlertsOf(tx, POLICY_FAULT, `file:${file}`, "The file is sound again.");
  });
  told = now;
}
