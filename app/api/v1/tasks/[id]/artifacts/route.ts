import { z } from "zod";
import { route } from "@/lib/platform/http/route";
import { ARTIFACT_BODY_BYTES_MAX, Artifact, PutArtifact, TaskId } from "@/lib/work/schema";
import { putArtifact } from "@/lib/work/service";

export const PUT = route(
  {
    summary: "Store an artifact of a live attempt",
    scope: "work:run",
    params: z.strictObject({ id: TaskId }),
    body: PutArtifact,
    reply: Artifact,
    bodyBytesMax: ARTIFACT_BODY_BYTES_MAX,
  },
  ({ actor, params, body }) => putArtifact(actor, params.id, body),
);
