import { type ASTNode, ParseError, serialize } from "@marcbachmann/cel-js";
import { SUBJECT_FACTS, type SubjectKind } from "@/lib/monitoring/schema";
import { ConditionError, checkParts, factOf } from "./allowed";
import { type CelFacts, environment } from "./environment";

const CHARACTERS_MAX = 2000;

/** What a condition is asked about: each kind's facts. */
export type CelView = Partial<Record<string, CelFacts>>;

export interface Condition {
  text: string;
  /** It is asked for each of these; null: about the whole. */
  subject: SubjectKind | null;
  /** Whole names of the facts that it speaks of, such as `queue.pending`: of the whole, and of the subject. */
  wholeFacts: readonly string[];
  subjectFacts: readonly string[];
  /** False: true for no subject, whichever it is. Throws where it cannot be decided. */
  testWhole(view: CelView): boolean;
  /** What is left to ask of each subject. Throws where it cannot be decided. */
  testSubject(view: CelView): boolean;
  /** Only subjects with this value of a fact can make it true, so that only they need to be asked. */
  only: { fact: string; value: string } | null;
}

/** Type-checks a condition. Throws ConditionError with the characters concerned. */
export function compileCondition(text: string): Condition {
  if (text.length > CHARACTERS_MAX) {
    const whole = { start: 0, end: text.length };
    throw new ConditionError(`Must not be longer than ${CHARACTERS_MAX} characters.`, whole);
  }
  const root = parse(text);
  const facts = checkParts(root);
  const kinds = [...new Set(facts.map(kindOf).filter(isSubject))];
  const [subject = null, second] = kinds;
  if (second) {
    const detail = `Speaks of ${kinds.join(" and ")}: a condition may be about one of them, beside the whole.`;
    throw new ConditionError(detail, placeOf(root, second));
  }
  const parts = conjunctsOf(root);
  const isWhole = (part: ASTNode) => !checkParts(part).some((fact) => isSubject(kindOf(fact)));
  return {
    text,
    subject,
    wholeFacts: facts.filter((fact) => !isSubject(kindOf(fact))),
    subjectFacts: facts.filter((fact) => isSubject(kindOf(fact))),
    testWhole: toTest(parts.filter(isWhole)),
    testSubject: toTest(parts.filter((part) => !isWhole(part))),
    only: parts.map(onlyOf).find((only) => only !== null) ?? null,
  };
}

function parse(text: string): ASTNode {
  const program = attempt(text);
  checkParts(program.ast);
  const checked = program.check();
  if (!checked.valid) {
    const { error } = checked;
    throw new ConditionError(wordsOf(error), error?.range ?? program.ast, error);
  }
  if (String(checked.type) !== "bool") {
    const detail = `Must be true or false, and is of the type ${String(checked.type)}: compare it with something.`;
    throw new ConditionError(detail, program.ast);
  }
  return program.ast;
}

function attempt(text: string) {
  try {
    return environment().parse(text);
  } catch (error) {
    const range = error instanceof ParseError ? error.range : undefined;
    throw new ConditionError(wordsOf(error), range ?? { start: 0, end: text.length }, error);
  }
}

const WORDS: Record<string, (summary: string) => string> = {
  no_such_key: (summary) => `There is no such fact: ${summary.replace(/^No such key: /, "")}.`,
  no_such_overload: (summary) =>
    `These types do not go together: ${summary.replace(/^no such overload: /i, "")}.`,
};

function wordsOf(error: unknown): string {
  const { summary, code } = error as { summary?: unknown; code?: unknown };
  const text = typeof summary === "string" ? summary : "Is not a condition";
  return WORDS[String(code)]?.(text) ?? `${text.replace(/\.$/, "")}.`;
}

function kindOf(fact: string): string {
  return fact.slice(0, fact.indexOf("."));
}

function isSubject(kind: string): kind is SubjectKind {
  return kind in SUBJECT_FACTS;
}

/** Where the kind is named first. */
function placeOf(root: ASTNode, kind: string): { start: number; end: number } {
  const start = root.input.search(new RegExp(`\\b${kind}\\.`));
  return start < 0 ? root : { start, end: start + kind.length };
}

function conjunctsOf(node: ASTNode): ASTNode[] {
  return node.op === "&&" ? node.args.flatMap(conjunctsOf) : [node];
}

/** All of them together; of none it is true. */
function toTest(parts: readonly ASTNode[]): (view: CelView) => boolean {
  if (parts.length === 0) return () => true;
  const program = environment().parse(parts.map((part) => `(${serialize(part)})`).join(" && "));
  program.check();
  return (view) => program(view) === true;
}

/** `task.priority == "CRITICAL"`: where it is false the whole is, whatever else it says. */
function onlyOf(part: ASTNode): Condition["only"] {
  if (part.op !== "==") return null;
  const [a, b] = part.args;
  const [fact, literal] =
    b.op === "value" ? [factOf(a), b.args] : [factOf(b), a.op === "value" ? a.args : null];
  return fact && isSubject(kindOf(fact)) && typeof literal === "string" ? { fact, value: literal } : null;
}
