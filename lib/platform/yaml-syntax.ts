// Where a text is no YAML: the mistake itself, not what the parser stumbles over after it.
import { type CST, type Document, isCollection, isScalar, visit, type YAMLParseError } from "yaml";

/** Characters of the text, counted from 0. */
interface SyntaxFault {
  from: number;
  to: number;
  message: string;
}

/** The first mistake alone, since the others follow from it; of keys that stand twice, each. */
export function findSyntaxFaults(document: Document, text: string): SyntaxFault[] {
  const [first] = document.errors.filter(({ code }) => code !== "DUPLICATE_KEY");
  return first
    ? [findOpened(document, first) ?? toFault(first, text)]
    : document.errors.map((one) => toFault(one, text));
}

function toFault({ code, message, pos: [from, to] }: YAMLParseError, text: string): SyntaxFault {
  const sign = text[from] ?? "";
  if (code === "UNEXPECTED_TOKEN" && (sign === "]" || sign === "}")) {
    return {
      from,
      to,
      message: `This ${sign} closes nothing: there is one too many, or its opening is missing.`,
    };
  }
  return { from, to, message: `${message.replace(/\.$/, "")}.` };
}

const CLOSING: Record<string, string> = { "{": "}", "[": "]", '"': '"', "'": "'" };

/** The innermost bracket or quote before the fault that is opened and not closed. */
function findOpened(document: Document, { code, pos }: YAMLParseError): SyntaxFault | null {
  if (code !== "BAD_INDENT" && code !== "MISSING_CHAR") return null;
  const open: { at: number; sign: string }[] = [];
  visit(document, (_, node) => {
    const token = isCollection(node) || isScalar(node) ? node.srcToken : undefined;
    const found = token && openingOf(token);
    if (found && found.at <= pos[0]) open.push(found);
  });
  const last = open.at(-1);
  if (!last) return null;
  const { at, sign } = last;
  const message = `This ${sign} is never closed: a ${CLOSING[sign]} is missing.`;
  return { from: at, to: at + 1, message };
}

/** Where it begins, and with which sign, where its end is missing. */
function openingOf(token: CST.Token): { at: number; sign: string } | null {
  if (token.type === "flow-collection") {
    const { offset: at, source: sign } = token.start;
    return token.end.some(({ source }) => source === CLOSING[sign]) ? null : { at, sign };
  }
  if (token.type !== "double-quoted-scalar" && token.type !== "single-quoted-scalar") return null;
  const { offset: at, source } = token;
  const sign = source[0] ?? "";
  return source.length > 1 && source.endsWith(sign) ? null : { at, sign };
}
