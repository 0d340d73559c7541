import type { Actor } from "./actor";
import { CreateKey } from "./schema";

/** Which key was asked for and refused: nothing in such a request is a secret. Null where it is no such request. */
export async function aboutKey(_: Actor, { body }: { body: unknown }) {
  const asked = CreateKey.safeParse(body);
  if (!asked.success) return null;
  const { name, level } = asked.data;
  return { detail: { label: `Key “${name}” with ${level} authority`, asked: asked.data } };
}
