import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { ArtifactId, TaskId } from "@/lib/work/schema";
import { downloadArtifact } from "@/lib/work/service";

export const GET = route(
  {
    summary: "Download an artifact",
    scope: "work:read",
    params: z.strictObject({ id: TaskId, artifact: ArtifactId }),
    produces: "application/octet-stream",
  },
  async ({ actor, params }) => {
    const { artifact, content } = await downloadArtifact(actor, params.id, params.artifact);
    return new Response(new Uint8Array(content), {
      headers: {
        // What an agent uploaded is never shown as a page of ours.
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(artifact.name)}`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
);
