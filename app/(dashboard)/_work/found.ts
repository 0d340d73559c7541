import { notFound } from "next/navigation";
import { AppError } from "@/lib/platform/errors";

/** Shows the 404 page for a record that is absent or that this person may not see. */
export function orNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "not_found") notFound();
  throw error;
}
