// The forms of the settings: sent by whoever is signed in, in their name.
import { revalidatePath } from "next/cache";
import { recordForbidden } from "../http/forbidden";
import type { FormSchema, FormState } from "../http/form";
import { submit } from "../http/submit";
import type { Actor } from "./actor";
import { requirePerson } from "./page";

/**
 * Validates and does what a form asks for; what it answers stands at the form. Whose right it is not, though the page
 * hid it, is on the record. Afterwards every page shows what is now so, and the shell, which names people and projects.
 */
export async function submitByPerson<T>(
  { name, path }: { name: string; path: string },
  form: FormData,
  schema: FormSchema<T>,
  work: (actor: Actor, input: T) => Promise<Omit<FormState, "status">>,
): Promise<FormState> {
  const actor = await requirePerson();
  const id = form.get("id");
  const entity = typeof id === "string" && id !== "" ? id : path;
  const state = await submit(form, schema, (input) =>
    work(actor, input).catch(async (error: unknown) => {
      await recordForbidden({ actor, operation: `Form “${name}”`, entity, path }, error);
      throw error;
    }),
  );
  if (state.status === "done") revalidatePath("/", "layout");
  return state;
}
