import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Operation } from "@/components/api-docs/operation";
import { PageHeader } from "@/components/ui/page-header";
import { listReferences } from "../_reference/references";

interface Props {
  params: Promise<{ room: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { room } = await params;
  return { title: `${room} · API reference` };
}

export default async function ApiRoomPage({ params }: Props) {
  const { room } = await params;
  const operations = listReferences().filter((operation) => operation.room === room);
  if (operations.length === 0) notFound();
  return (
    <>
      <PageHeader
        title={<code>/{room}</code>}
        crumbs={[{ label: "API reference", href: "/docs/api" }, { label: room }]}
        description={operations.length === 1 ? "One operation." : `${operations.length} operations.`}
      />
      <div className="flex flex-col gap-5">
        {operations.map((operation) => (
          <Operation key={operation.id} operation={operation} />
        ))}
      </div>
    </>
  );
}
