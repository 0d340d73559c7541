import { type CompiledPolicy, compilePolicy } from "../../rules/policies/compile";

const REMEMBERED_MAX = 2000;
const remembered = new Map<string, CompiledPolicy>();

/** A text that is kept was checked when it came in; what fails now was written by another version of the server. */
export function compiledOf({
  hash,
  text,
  name,
}: {
  hash: string;
  text: string;
  name: string;
}): CompiledPolicy {
  const known = remembered.get(hash);
  if (known) return known;
  const compiled = compilePolicy(text);
  if ("faults" in compiled) {
    const [{ line, message }] = compiled.faults;
    throw new Error(`The kept text of the policy ${name} is not valid any more: line ${line}: ${message}`);
  }
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(hash, compiled.policy);
  return compiled.policy;
}
