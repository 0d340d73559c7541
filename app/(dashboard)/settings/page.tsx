import type { Route } from "next";
import { redirect } from "next/navigation";

export default async function SettingsPage({
  searchParams,
}: {
  searchParams: Promise<{ project?: string | string[] }>;
}) {
  const { project } = await searchParams;
  const query = typeof project === "string" ? `?project=${encodeURIComponent(project)}` : "";
  redirect(`/settings/account${query}` as Route);
}
