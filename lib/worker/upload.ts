// Files of an attempt on their way to the control room, before its result closes it.
import type { Claim, PutArtifact } from "@/lib/work/schema";
import type { AttemptContext } from "./attempt";
import { describeFailure } from "./link";
import { Patience } from "./patience";

export interface Upload {
  type: PutArtifact["type"];
  name: string;
  mediaType: string;
  content: Buffer;
}

/** Sends each until it is taken or refused; a control room that takes only heartbeats does not hold the result. */
export async function sendUploads(uploads: Upload[], claim: Claim, context: AttemptContext): Promise<void> {
  const { task, attempt, fence } = claim;
  const { api, ending, link, report } = context;
  for (const { content, ...upload } of uploads) {
    const body = { attemptId: attempt.id, fence, ...upload, contentBase64: content.toString("base64") };
    const patience = new Patience(link, () => true);
    const call = () => {
      patience.noteTry();
      return api.putArtifact(task.id, body, ending);
    };
    try {
      const { shouldGiveUp } = patience;
      await link.persist(`artifact of ${task.id}`, call, { signal: ending, shouldGiveUp });
    } catch (error) {
      ending.throwIfAborted();
      const text = `${task.id}: ${upload.name} was not kept: ${describeFailure(error)}`;
      report.say("artifact", text, { taskId: task.id, attemptId: attempt.id, name: upload.name });
    }
  }
}
