import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/access/sign-in-form";
import { AuthFrame } from "@/components/shell/auth-frame";
import { signIn } from "@/lib/platform/auth/actions";
import { findPerson } from "@/lib/platform/auth/authenticate";
import { isFirstRun } from "@/lib/platform/auth/service";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage() {
  if (await findPerson(await headers())) redirect("/");
  if (await isFirstRun()) {
    return (
      <AuthFrame title="Create the first admin">
        <p className="text-muted">
          Nobody has an account yet. The terminal in which OmoiOS was started shows a one-time link; open it
          to create the first admin. Starting OmoiOS again prints a new one.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Sign in" footer="No account? An admin can invite you.">
      <SignInForm action={signIn} />
    </AuthFrame>
  );
}
