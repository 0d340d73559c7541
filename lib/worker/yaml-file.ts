// YAML that people write: what is wrong with it is said with line and key.
import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

/** Its message names the places, without a full stop. */
export class YamlError extends Error {
  override readonly name = "YamlError";
}

/** An empty text stands for no key at all. Throws YamlError. */
export function parseYaml<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = document.errors;
  if (problem) {
    const message = problem.message.replace(/\.$/, "");
    throw new YamlError(`line ${lines.linePos(problem.pos[0]).line}: ${message}`, { cause: problem });
  }
  const parsed = schema.safeParse(document.toJS({ maxAliasCount: 50 }) ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => toSentence(issue, document, lines));
  throw new YamlError(issues.join("; ").replace(/\.$/, ""), { cause: parsed.error });
}

function toSentence(issue: z.core.$ZodIssue, document: Document, lines: LineCounter): string {
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = unknown === undefined ? issue.path : [...issue.path, unknown];
  const key = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  const message = unknown === undefined ? issue.message : "There is no such key.";
  const line = findLine(document, path, lines);
  return `${line === null ? "" : `line ${line}: `}${key.replace(/^\./, "") || "the file"}: ${message}`;
}

/** Of the value, or where it is missing of what it is missing from. */
function findLine(document: Document, path: readonly PropertyKey[], lines: LineCounter): number | null {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}
