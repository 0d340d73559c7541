import type { Metadata } from "next";
import { LinkButton } from "@/components/ui/link-button";
import { Missing } from "@/components/work/state/missing";

export const metadata: Metadata = { title: "Not found" };

export default function DashboardNotFound() {
  return <Missing action={<LinkButton href="/">Go to the overview</LinkButton>} />;
}
