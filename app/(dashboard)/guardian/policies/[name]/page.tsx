import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { PolicyView } from "@/components/guardian/policies/policy-view";
import { newQueryClient } from "@/lib/client/query-client";
import { requirePerson } from "@/lib/platform/auth/page";
import { loadPolicy, prefetchPolicyParts } from "../prefetch";

type Props = PageProps<"/guardian/policies/[name]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await params;
  return { title: name };
}

export default async function PolicyPage({ params }: Props) {
  const { name } = await params;
  const person = await requirePerson();
  const client = newQueryClient();
  await loadPolicy(client, person, name);
  await prefetchPolicyParts(client, person, name);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PolicyView
        name={name}
        personId={person.id}
        mayManage={person.scopes.includes("policies:manage")}
        mayTry={person.scopes.includes("guardian:act")}
      />
    </HydrationBoundary>
  );
}
