import { findProfile } from "@/lib/worker/profiles";
import { AgentStream } from "@/lib/worker/profiles/agent-stream";
import type { ProfileName } from "@/lib/worker/profiles/profile";
import { toSummary } from "@/lib/worker/profiles/usage";

/** What a profile makes of an agent's output, given to it in pieces of so many bytes. */
export function readStream(
  name: ProfileName,
  output: string | Buffer,
  pieceBytes = Number.POSITIVE_INFINITY,
) {
  const profile = findProfile(name);
  if (!profile) throw new Error(`${name} is no profile.`);
  const reader = profile.createReader("told-model");
  let log = "";
  const show = (text: string) => {
    log += text;
  };
  const stream = new AgentStream(reader, show, profile.noise);
  const bytes = Buffer.from(output);
  for (let at = 0; at < bytes.length; at += pieceBytes) stream.push(bytes.subarray(at, at + pieceBytes));
  stream.end();
  const report = reader.report();
  const facts = { durationMs: 1, sessionId: report.sessionId, source: name };
  return { log, report, usage: toSummary(report.usage, facts) };
}
