import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { findPerson, type Person } from "./authenticate";

/** The signed-in person, for pages and server actions; anybody else is sent to sign in. */
export async function requirePerson(): Promise<Person> {
  const person = await findPerson(await headers());
  return person ?? redirect("/sign-in");
}
