// Reading `.omoios.yaml`; what is wrong with it is said with line and key.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { PreparationError } from "../preparation-error";
import { isSystemError } from "../proc";
import { parseYaml, YamlError } from "../yaml-file";
import { ChecksFile } from "./schema";

const CHECKS_FILE = ".omoios.yaml";
const FILE_BYTES_MAX = 200_000;

/** Null when the repository has no such file. Throws PreparationError for one that cannot be used. */
export async function readChecks(workdir: string): Promise<ChecksFile | null> {
  const path = join(workdir, CHECKS_FILE);
  try {
    if ((await stat(path)).size > FILE_BYTES_MAX) throw unusable(`it is larger than ${FILE_BYTES_MAX} bytes`);
    return parseChecks(await readFile(path, "utf8"));
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return null;
    if (error instanceof PreparationError || !(error instanceof Error)) throw error;
    throw unusable(error.message, error);
  }
}

export function parseChecks(text: string): ChecksFile {
  try {
    return parseYaml(ChecksFile, text);
  } catch (error) {
    if (error instanceof YamlError) throw unusable(error.message, error);
    throw error;
  }
}

function unusable(why: string, cause?: unknown): PreparationError {
  return new PreparationError(`${CHECKS_FILE} cannot be used: ${why.replace(/\.$/, "")}.`, {
    retry: false,
    cause,
  });
}
