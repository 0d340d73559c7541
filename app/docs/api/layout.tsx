import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DocsFrame } from "@/components/api-docs/docs-frame";

export const metadata: Metadata = { title: "API reference" };

export default function ApiDocsLayout({ children }: { children: ReactNode }) {
  return <DocsFrame>{children}</DocsFrame>;
}
