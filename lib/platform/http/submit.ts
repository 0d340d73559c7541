import { runInRequest } from "../context";
import { AppError } from "../errors";
import { newId } from "../ids";
import { log } from "../log";
import { type FormSchema, type FormState, fieldErrors, readForm, typedValues } from "./form";
import { parsePart } from "./problem";

/**
 * Parses a sent form and runs one use case with it. Refusals become the form's state with field errors;
 * anything unexpected is logged and answered without its message.
 */
export async function submit<T>(
  form: FormData,
  schema: FormSchema<T>,
  work: (input: T) => Promise<Omit<FormState, "status">>,
): Promise<FormState> {
  return runInRequest({ requestId: newId("req") }, async () => {
    try {
      return { status: "done" as const, ...(await work(parsePart(schema, "body", readForm(form)))) };
    } catch (error) {
      return refuse(error, form);
    }
  });
}

function refuse(error: unknown, form: FormData): FormState {
  const values = typedValues(form);
  if (!(error instanceof AppError)) {
    log().error({ err: error }, "form failed");
    return { status: "refused", message: "Something went wrong on our side. Nothing was changed.", values };
  }
  const fields = fieldErrors(error.issues);
  const message = Object.keys(fields).length > 0 ? "Please correct what is marked." : error.message;
  return { status: "refused", message, fields, values };
}
