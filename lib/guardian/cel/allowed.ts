// Which parts of CEL a condition may use. What is not listed is refused, so that a new release brings nothing in.
import { type ASTNode, serialize } from "@marcbachmann/cel-js";
import { FACT_VALUES } from "../schema/fact-values";
import { environment, KINDS, type Kind } from "./environment";

/** What is wrong with a condition, and with which of its characters. */
export class ConditionError extends Error {
  override readonly name = "ConditionError";
  readonly start: number;
  readonly end: number;

  constructor(message: string, { start, end }: { start: number; end: number }, cause?: unknown) {
    super(message, { cause });
    this.start = start;
    this.end = end;
  }
}

const WALKS = new Set(["all", "exists", "exists_one", "existsOne", "map", "filter"]);
const METHODS = new Set(["startsWith", "endsWith", "contains", "lowerAscii", "size"]);
const FUNCTIONS = new Set(["double", "int", "size"]);
const ORDERS = new Set(["<", "<=", ">", ">="]);

/** Throws ConditionError at the first part that is not allowed; returns the names of the facts that it speaks of. */
export function checkParts(root: ASTNode): string[] {
  const facts = new Set<string>();
  const visit = (node: ASTNode): void => {
    for (const child of childrenOf(node)) visit(child);
    const fact = factOf(node);
    if (fact) facts.add(fact);
  };
  visit(root);
  return [...facts].sort();
}

/** `task.priority` where a node is just that. */
export function factOf(node: ASTNode): string | null {
  if (node.op !== "." || node.args[0].op !== "id") return null;
  return `${node.args[0].args}.${node.args[1]}`;
}

/** The parts of a node that is allowed itself. */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
      if (["string", "boolean", "number", "bigint"].includes(typeof node.args)) return [];
      throw new ConditionError("Only texts, numbers, true and false can be compared with.", node);
    case "id":
      throw new ConditionError(wordsForName(node.args), node);
    case ".":
      return isKnownFact(node) ? [] : [node.args[0]];
    case "call":
      return argumentsOf(node, node.args[0], FUNCTIONS, node.args[1]);
    case "rcall":
      return argumentsOf(node, node.args[0], METHODS, [node.args[1], ...node.args[2]]);
    case "!_":
    case "-_":
      return [node.args];
    case "list":
    case "?:":
    case "&&":
    case "||":
      return node.args;
    case "==":
    case "!=":
    case "in":
      refuseUnknownWords(node.args[0], node.args[1]);
      refuseUnknownWords(node.args[1], node.args[0]);
      return node.args;
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      refuseByTypes(node.op, node.args, node);
      return node.args;
    default:
      throw new ConditionError(`\`${node.op}\` cannot be used in a condition.`, node);
  }
}

/** Throws where it names a kind, and a fact that this has not. */
function isKnownFact(node: ASTNode): boolean {
  const [kind = "", name = ""] = factOf(node)?.split(".") ?? [];
  const facts = KINDS[kind as Kind] as object | undefined;
  if (!facts || name in facts) return facts !== undefined;
  const known = Object.keys(facts).join(", ");
  throw new ConditionError(`There is no fact ${kind}.${name}. Of ${kind} there are: ${known}.`, node);
}

function argumentsOf(
  node: ASTNode,
  name: string,
  allowed: ReadonlySet<string>,
  given: readonly ASTNode[],
): readonly ASTNode[] {
  if (allowed.has(name)) return given;
  if (WALKS.has(name)) {
    throw new ConditionError(
      `\`${name}\` walks over a list, which a condition may not: it is asked for each task, agent, budget or alert by itself, and the facts of the queue are sums already.`,
      node,
    );
  }
  if (name === "matches") {
    const detail = "`matches` is refused: a pattern can take for ever. Use startsWith, endsWith or contains.";
    throw new ConditionError(detail, node);
  }
  if (name === "has") {
    const detail =
      "`has` is not needed: while a fact is not known, the policy does nothing and an alert says so.";
    throw new ConditionError(detail, node);
  }
  throw new ConditionError(`There is no \`${name}\` in conditions.`, node);
}

function wordsForName(name: string): string {
  const [example] = Object.keys(KINDS[name as Kind] ?? {});
  if (example) return `\`${name}\` alone is no value: name one of its facts, such as ${name}.${example}.`;
  return `There is no \`${name}\`. A condition speaks of ${Object.keys(KINDS).join(", ")}.`;
}

/** `task.priority == "critical"` would be false for ever, and nobody would learn of it. */
function refuseUnknownWords(fact: ASTNode, other: ASTNode): void {
  const name = factOf(fact);
  const words = name && FACT_VALUES[name as keyof typeof FACT_VALUES];
  if (!words) return;
  for (const literal of other.op === "list" ? other.args : [other]) {
    if (literal.op !== "value" || typeof literal.args !== "string" || words.includes(literal.args)) continue;
    throw new ConditionError(
      `${name} is never "${literal.args}". It is one of: ${words.join(", ")}.`,
      literal,
    );
  }
}

function refuseByTypes(sign: string, [left, right]: readonly [ASTNode, ASTNode], node: ASTNode): void {
  const types = [left, right].map((part) => environment().check(serialize(part)).type ?? "");
  if (ORDERS.has(sign) && types.every((type) => type === "string")) {
    const detail = `Texts are not ordered in a way that means anything here. Use \`in ["…", "…"]\`.`;
    throw new ConditionError(detail, node);
  }
  if ((sign === "/" || sign === "%") && types.every((type) => type === "int")) {
    const [a, b] = [serialize(left), serialize(right)];
    const detail = `${a} ${sign} ${b} drops what is behind the point. Write double(${a}) ${sign} ${b}.`;
    throw new ConditionError(sign === "/" ? detail : "`%` cannot be used in a condition.", node);
  }
}
