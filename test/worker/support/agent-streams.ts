// What the agents print, in the shapes that docs/worker/README.md names.
type Line = string | Record<string, unknown>;

export function toText(lines: Line[]): string {
  return lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
}

const claudeUsage = (output: number) => ({
  input_tokens: 4,
  cache_creation_input_tokens: 300,
  cache_read_input_tokens: 1000,
  output_tokens: output,
  service_tier: "standard",
});

function claudeMessage(id: string, content: unknown[], output: number, own: object = {}): Line {
  const message = { id, role: "assistant", model: "claude-opus-4-8", content, usage: claudeUsage(output) };
  return { type: "assistant", message, parent_tool_use_id: null, session_id: "ses-1", ...own };
}

const text = (words: string) => ({ type: "text", text: words });

/** Two messages: the first over three lines, each with the same usage; the last also of a subagent. */
export const claudeWork: Line[] = [
  { type: "system", subtype: "init", session_id: "ses-1", model: "claude-opus-4-8", tools: ["Bash"] },
  claudeMessage("msg_1", [text("I look at the tests first.")], 20),
  claudeMessage("msg_1", [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "npm test" } }], 20),
  claudeMessage("msg_1", [{ type: "tool_use", id: "t2", name: "Read", input: { file_path: "a.ts" } }], 20),
  {
    type: "user",
    message: { content: [{ type: "tool_result", tool_use_id: "t1", is_error: true, content: "1 failed" }] },
  },
  { type: "system", subtype: "a_later_version", data: {} },
  { type: "telemetry_of_a_later_version", anything: [1, 2] },
  claudeMessage("msg_2", [text("Mended; all tests pass.")], 50),
];

export const claudeResult = {
  type: "result",
  subtype: "success",
  is_error: false,
  duration_ms: 4000,
  num_turns: 3,
  result: "Mended; all tests pass.",
  session_id: "ses-1",
  total_cost_usd: 0.0123456,
  usage: claudeUsage(50),
  modelUsage: {
    "claude-opus-4-8": {
      inputTokens: 8,
      outputTokens: 70,
      cacheReadInputTokens: 2000,
      cacheCreationInputTokens: 600,
      webSearchRequests: 0,
      costUSD: 0.0120456,
      contextWindow: 200_000,
    },
    "claude-haiku-4-5": {
      inputTokens: 100,
      outputTokens: 5,
      cacheReadInputTokens: 0,
      cacheCreationInputTokens: 0,
      webSearchRequests: 0,
      costUSD: 0.0003,
      contextWindow: 200_000,
    },
  },
  permission_denials: [{ tool_name: "WebFetch", tool_use_id: "t9", tool_input: {} }],
};

/** As the API's refusals end: the subtype says success, and the exit code is 0. */
export const claudeApiError: Line[] = [
  { type: "system", subtype: "init", session_id: "ses-2", model: "claude-opus-4-8" },
  {
    type: "assistant",
    error: "rate_limit",
    session_id: "ses-2",
    message: {
      id: "x",
      model: "<synthetic>",
      content: [text("You've hit your limit")],
      usage: claudeUsage(0),
    },
  },
  { type: "rate_limit_event", rate_limit_info: { status: "rejected", rateLimitType: "five_hour" } },
  {
    type: "result",
    subtype: "success",
    is_error: true,
    num_turns: 1,
    result: "You've hit your limit · resets 8pm",
    session_id: "ses-2",
    total_cost_usd: 0,
    modelUsage: {},
  },
];

export const codexWork: Line[] = [
  { type: "thread.started", thread_id: "th_1" },
  { type: "turn.started" },
  { type: "item.completed", item: { id: "item_0", type: "reasoning", text: "**Looking**" } },
  {
    type: "item.started",
    item: { id: "item_1", type: "command_execution", command: "npm test", status: "in_progress" },
  },
  {
    type: "item.completed",
    item: {
      ...{ id: "item_1", type: "command_execution", command: "npm test", status: "failed" },
      ...{ exit_code: 1, aggregated_output: "1 failed" },
    },
  },
  {
    type: "item.completed",
    item: { id: "item_2", type: "command_execution", command: "rm -rf /", status: "declined" },
  },
  {
    type: "item.completed",
    item: {
      id: "item_3",
      type: "file_change",
      changes: [{ path: "a.ts", kind: "update" }],
      status: "completed",
    },
  },
  { type: "error", message: "Reconnecting... 1/5" },
  { type: "item.completed", item: { id: "item_4", type: "agent_message", text: "Mended it." } },
];
export const codexEnd = (input: number, cached: number, output: number) => ({
  type: "turn.completed",
  usage: {
    ...{ input_tokens: input, cached_input_tokens: cached, cache_write_input_tokens: 30 },
    ...{ output_tokens: output, reasoning_output_tokens: 5 },
  },
});

export const geminiWork: Line[] = [
  "Loaded cached credentials.",
  { type: "init", timestamp: "2026-11-01T00:00:00Z", session_id: "g-1", model: "gemini-3-pro" },
  { type: "message", role: "user", content: "Mend it" },
  { type: "message", role: "assistant", content: "I will ", delta: true },
  { type: "message", role: "assistant", content: "look.", delta: true },
  { type: "tool_use", tool_name: "run_shell_command", tool_id: "r1", parameters: { command: "npm test" } },
  { type: "tool_result", tool_id: "r1", status: "error", error: { type: "X", message: "1 failed" } },
  { type: "error", severity: "warning", message: "Loop detected" },
  { type: "message", role: "assistant", content: "Mended ", delta: true },
  { type: "message", role: "assistant", content: "it.", delta: true },
];
export const geminiResult = {
  type: "result",
  status: "success",
  stats: {
    ...{ total_tokens: 330, input_tokens: 250, output_tokens: 50, cached: 100, input: 150 },
    ...{ duration_ms: 900, tool_calls: 1 },
    models: {
      "gemini-3-pro": { total_tokens: 300, input_tokens: 230, output_tokens: 40, cached: 100, input: 130 },
      "gemini-3-flash": { total_tokens: 30, input_tokens: 20, output_tokens: 10, cached: 0, input: 20 },
    },
  },
};

const said = (kind: string, own: object) => ({ kind, id: "e", source: "agent", ...own });
export const openhandsWork: Line[] = [
  { kind: "MessageEvent", source: "user", llm_message: { content: [{ type: "text", text: "Mend it" }] } },
  said("ActionEvent", {
    thought: [{ type: "text", text: "I look first." }],
    tool_name: "terminal",
    action: { kind: "TerminalAction", command: "npm test" },
  }),
  said("ObservationEvent", {
    source: "environment",
    tool_name: "terminal",
    observation: { is_error: true, content: [{ type: "text", text: "1 failed" }] },
  }),
  said("AgentErrorEvent", { tool_name: "terminal", error: "Unknown argument" }),
];
export const openhandsFinish = said("ActionEvent", {
  thought: [],
  tool_name: "finish",
  action: { kind: "FinishAction", message: "Mended it." },
});
export const openhandsStats = (calls: number) =>
  said("ConversationStateUpdateEvent", {
    source: "environment",
    key: "stats",
    value: {
      usage_to_metrics: {
        agent: {
          model_name: "default",
          accumulated_cost: 0.3 * calls,
          token_usages: Array.from({ length: calls }, () => ({
            ...{ model: "claude-opus-4-8", prompt_tokens: 1000, completion_tokens: 20 },
            ...{ cache_read_tokens: 600, cache_write_tokens: 100 },
          })),
          costs: Array.from({ length: calls }, () => ({ model: "claude-opus-4-8", cost: 0.1, timestamp: 1 })),
        },
      },
    },
  });
