import { AppError } from "../errors";

const BODY_BYTES_MAX = 1_000_000;
/** Checking and storing a value recurse; a megabyte of opening brackets would exhaust the stack. */
const DEPTH_MAX = 100;
const JSON_TYPE = /^application\/json *(;|$)/i;

/** The request's body as text, read no further than the limit; throws 413 or 415. */
export async function readBody(request: Request, bytesMax = BODY_BYTES_MAX): Promise<string> {
  const tooLarge = () =>
    new AppError("payload_too_large", `The body must not be over ${bytesMax.toLocaleString("en")} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) throw tooLarge();
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > bytesMax) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  text += decoder.decode();
  if (text !== "" && !JSON_TYPE.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  return text;
}

export function parseJsonBody(text: string): unknown {
  if (text === "") return {};
  if (depthOf(text) > DEPTH_MAX) {
    throw new AppError("invalid_request", `The body must not be nested over ${DEPTH_MAX} levels deep.`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not valid JSON.", {
      cause,
      issues: [{ in: "body", pointer: "", detail: "Not valid JSON." }],
    });
  }
}

/** How deep objects and lists are nested in a JSON text; brackets within strings do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') isInString = !isInString;
    else if (isInString) index += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
