import { resolve } from "node:path";
import { z } from "zod";
import { readSigningKey } from "./audit/signing-key";
import { AppError } from "./errors";

const seconds = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** Every variable the server reads. The README's table is checked against these descriptions. */
export const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "Must be a postgresql:// URL." })
    .optional()
    .describe("PostgreSQL 17 or newer with pgvector. Without it the embedded database is used."),
  DATABASE_POOL_MAX: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe("Connections a replica may open."),
  OMOI_DATA_DIR: z.string().min(1).default("./data").describe("Folder of the embedded database."),
  OMOI_CONFIG_DIR: z.string().min(1).default("./config").describe("Folder of the YAML configuration."),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
    .optional()
    .describe("The address people use. Needed behind a proxy: links and the same-origin check use it."),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(3000)
    .describe("Port to listen on; 0 lets the system choose."),
  HOST: z.string().min(1).default("127.0.0.1").describe("Address to listen on. 0.0.0.0 for every interface."),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe("How many reverse proxies stand in front: that many X-Forwarded-For hops are believed."),
  AUTH_SECRET: z
    .string()
    .min(32, "Must have at least 32 characters.")
    .optional()
    .describe("Signs session cookies. Generated beside the embedded data; required with DATABASE_URL."),
  AUDIT_SIGNING_KEY: z
    .string()
    .refine((text) => readSigningKey(text) !== null, {
      error: "Must be an Ed25519 private key: PKCS#8 as PEM, or its seed of 32 bytes in base64.",
    })
    .optional()
    .describe("Signs the heads of the audit chain. Generated beside the embedded data; else unsigned."),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").describe("What is logged."),
  LEASE_SECONDS: seconds(2, 3600).default(60).describe("How long a claimed task stays with a silent agent."),
  AGENT_STALE_SECONDS: seconds(1, 3600)
    .default(30)
    .describe("Without a heartbeat for this long an agent is stale."),
  AGENT_LOST_SECONDS: seconds(2, 7200)
    .default(90)
    .describe("Without a heartbeat for this long an agent is lost."),
  CANCEL_GRACE_SECONDS: seconds(1, 600).default(10).describe("Time a cancelled task has to stop by itself."),
  GUARDIAN_SELF_APPROVAL: z
    .stringbool({ error: "Must be true or false." })
    .default(false)
    .describe(
      "Lets everybody approve interventions that they asked for (one-lead installations); it is marked.",
    ),
  RETRY_BASE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3600)
    .default(5)
    .describe("First backoff after a failed attempt."),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(6000)
    .describe("API requests a key or person may make in a minute, per replica."),
  RATE_LIMIT_ADDRESS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(10)
    .max(1_000_000)
    .default(600)
    .describe("API requests without a valid credential that an address may make in a minute, per replica."),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,200}$/, "Must have 16 to 200 visible ASCII characters and no space.")
    .optional()
    .describe("Bearer token for `/metrics`. Without it that endpoint does not exist."),
  SLOW_REQUEST_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600_000)
    .default(1000)
    .describe("API requests that worked longer than this are logged as warnings."),
  SHUTDOWN_DELAY_SECONDS: seconds(0, 60)
    .default(0)
    .describe("After SIGTERM: how long requests are still taken while `/readyz` already answers 503."),
  EVENTS_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .describe("How long events are kept; whole months are dropped after that."),
  WEBHOOK_ALLOW_PRIVATE: z
    .stringbool({ error: "Must be true or false." })
    .default(false)
    .describe("Lets webhooks go to private and loopback addresses."),
  GATEWAY_OPENAI_API_KEY: z
    .string()
    .optional()
    .describe("The gateway's own key at OpenAI, for callers that send only their OmoiOS key."),
  OPENAI_UPSTREAM_URL: z
    .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
    .default("https://api.openai.com/v1")
    .describe("Where the gateway sends OpenAI calls."),
  GATEWAY_ANTHROPIC_API_KEY: z
    .string()
    .optional()
    .describe("The gateway's own key at Anthropic, for callers that send only their OmoiOS key."),
  ANTHROPIC_UPSTREAM_URL: z
    .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
    .default("https://api.anthropic.com")
    .describe("Where the gateway sends Anthropic calls."),
  GATEWAY_HEADERS_TIMEOUT_SECONDS: seconds(1, 3600)
    .default(600)
    .describe("How long the gateway waits for a provider's answer to begin."),
  GATEWAY_IDLE_TIMEOUT_SECONDS: seconds(1, 3600)
    .default(300)
    .describe("How long a provider's answer may stop before the gateway cuts it off."),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
    .optional()
    .describe("OpenTelemetry collector (OTLP over HTTP). Without it no traces are made."),
});

export type Env = z.infer<typeof Environment> & { dataDir: string; configDir: string };

/** Parses the environment. Throws one error that names every bad variable and never prints a value. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  const env = parsed.data;
  if (env.AGENT_LOST_SECONDS <= env.AGENT_STALE_SECONDS) {
    throw invalid(["AGENT_LOST_SECONDS: Must be greater than AGENT_STALE_SECONDS."]);
  }
  if (env.DATABASE_URL && !env.AUTH_SECRET && env.NODE_ENV === "production") {
    throw invalid(["AUTH_SECRET: Required with DATABASE_URL, so that every replica signs alike."]);
  }
  return { ...env, dataDir: resolve(env.OMOI_DATA_DIR), configDir: resolve(env.OMOI_CONFIG_DIR) };
}

function invalid(lines: string[]): AppError {
  return new AppError("invalid_request", `The environment is not valid:\n  ${lines.join("\n  ")}`);
}

let cached: Env | undefined;

/** The parsed environment, read once a process. */
export function env(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}
