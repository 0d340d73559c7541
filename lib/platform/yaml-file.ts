// YAML that people write: what is wrong with it is said with its place, as editors and sentences need it.
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { AppError } from "./errors";
import { findSyntaxFaults } from "./yaml-syntax";

type Path = readonly PropertyKey[];

/** Lines and columns count from 1; the end is exclusive. */
export interface YamlFault {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  /** The key concerned, such as `policy.limits.per_hour`; empty: the text as a whole. */
  key: string;
  message: string;
}

/** Characters of a text value, counted from 0. */
interface Part {
  start: number;
  end: number;
}

export type YamlReading<T> =
  | { value: T; faultAt: (path: Path, message: string, part?: Part) => YamlFault }
  | { value: null; faults: [YamlFault, ...YamlFault[]] };

const ALIASES_MAX = 50;
const FAULTS_MAX = 50;

/** Reads a text with a schema; an empty one stands for no key at all. */
export function readYaml<S extends z.ZodType>(schema: S, text: string): YamlReading<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, keepSourceTokens: true });
  const faultAt = (path: Path, message: string, part?: Part): YamlFault => {
    const [from, to] = part ? rangeWithin(document, path, part) : rangeOf(document, path);
    return { ...placeOf(lines, from, to), key: keyOf(path), message };
  };
  const syntax = findSyntaxFaults(document, text);
  if (syntax.length > 0) {
    return refusal(
      syntax.map(({ from, to, message }) => ({ ...placeOf(lines, from, to), key: "", message })),
    );
  }
  const content = contentOf(document);
  if (content instanceof Error) return refusal([faultAt([], `${content.message}.`)]);
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data, faultAt };
  return refusal(parsed.error.issues.flatMap(toPlaces).map(([path, message]) => faultAt(path, message)));
}

function refusal([first, ...more]: YamlFault[]): { value: null; faults: [YamlFault, ...YamlFault[]] } {
  if (!first) throw new Error("A text was refused without a fault.");
  return { value: null, faults: [first, ...more.slice(0, FAULTS_MAX)] };
}

/** The error that a start refuses with: it names the file, the line and the key. */
export function refuseYaml(file: string, { line, key, message }: YamlFault): AppError {
  return new AppError("invalid_request", `${file}, line ${line}: ${key ? `${key}: ` : ""}${message}`);
}

/** Aliases that stand for each other a thousandfold are refused, not unfolded. */
function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX }) ?? {};
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function toPlaces(issue: z.core.$ZodIssue): [Path, string][] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => [[...issue.path, key], "There is no such key."]);
  }
  return [[issue.path, issue.message]];
}

function keyOf(path: Path): string {
  return path.map(String).join(".");
}

function placeOf(lines: LineCounter, from: number, to: number) {
  const start = lines.linePos(from);
  const end = lines.linePos(Math.max(from, to));
  return { line: start.line, column: start.col, endLine: end.line, endColumn: end.col };
}

/** Where a key stands; where it is missing, the nearest that it would belong to. */
function rangeOf(document: Document, path: Path): [number, number] {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const name = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(name))
      : undefined;
    if (isScalar(pair?.key) && pair.key.range) return [pair.key.range[0], pair.key.range[1]];
    const item = typeof name === "number" ? document.getIn(path.slice(0, length), true) : undefined;
    if (isNode(item) && item.range) return [item.range[0], item.range[1]];
  }
  return [0, 0];
}

/** Characters of a text value, wherever and however it is written; of a folded one, where it begins. */
function rangeWithin(document: Document, path: Path, { start, end }: Part): [number, number] {
  const node = document.getIn(path, true);
  if (!isScalar(node) || !node.range || typeof node.value !== "string") return rangeOf(document, path);
  const source = String(node.source ?? node.value);
  const isPlainLine = !source.includes("\n") && source === node.value;
  if (isPlainLine && node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") {
    const begin = node.range[0] + (node.type === "PLAIN" ? 0 : 1);
    return [begin + start, begin + Math.max(end, start + 1)];
  }
  return rangeOf(document, path);
}
