// The contract of webhooks. Safe in a browser.
import { z } from "zod";
import { EventType, expandTypes } from "../events/schema";
import { IdOf } from "../ids";
import { Instant, Line, PageOf } from "../schema";

export const WebhookId = IdOf("whk");
export const DeliveryId = IdOf("whd");

const Name = Line(80);

const WebhookUrl = z
  .url({ protocol: /^https?$/, error: "Must be an http:// or https:// URL." })
  .max(2000)
  .refine((text) => {
    const url = URL.parse(text);
    return url !== null && url.username === "" && url.password === "";
  }, "Must not contain a user name or password.");

export const WebhookFormat = z.enum(["standard", "slack"]);
export type WebhookFormat = z.infer<typeof WebhookFormat>;

const Route = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9_-]{0,59}$/, "Must be lower case letters, digits, - and _, and begin with a letter.")
  .describe("The name of a route: then it gets only alerts that their rule sends there.");

/** Types and prefixes as they were given, so that a later type of the same prefix is included. */
const Types = z
  .array(
    z
      .string()
      .max(100)
      .refine((pattern) => !pattern.includes(",") && expandTypes(pattern) !== null, {
        error: "Must be an event type, or a prefix such as task.*",
      }),
  )
  .max(50)
  .describe("Event types or prefixes such as `task.*`; none: every type.");

/** What a form offers: each prefix, and each type by itself. */
export const TYPE_PREFIXES = [...new Set(EventType.options.map((type) => `${type.split(".")[0]}.*`))];
export const TYPE_CHOICES: string[] = [...TYPE_PREFIXES, ...EventType.options];

export const WebhookHealth = z.enum(["new", "healthy", "failing", "disabled"]);
export type WebhookHealth = z.infer<typeof WebhookHealth>;

/** Why an endpoint is disabled: by a person, because it answered 410, or because it failed for days. */
export const DisabledReason = z.enum(["person", "gone", "failing"]);
export type DisabledReason = z.infer<typeof DisabledReason>;

export const Webhook = z
  .object({
    id: WebhookId,
    name: z.string(),
    url: z.string(),
    types: z.array(z.string()),
    projectId: IdOf("prj").nullable().describe("Null: events of every project, and of none."),
    format: WebhookFormat.describe("`slack`: a message with text and blocks instead of the event."),
    route: z.string().nullable().describe("Then it gets only alerts that their rule sends to this name."),
    warning: z
      .string()
      .nullable()
      .describe("Why it will get nothing though it is in order: no alert rule sends to its route."),
    health: WebhookHealth,
    disabledAt: Instant.nullable(),
    disabledReason: DisabledReason.nullable(),
    failingSince: Instant.nullable().describe("The first failure since the last success."),
    lastSuccessAt: Instant.nullable(),
    lastFailureAt: Instant.nullable(),
    pending: z.int().describe("Deliveries that wait for their first or next attempt."),
    formerSecretUntil: Instant.nullable().describe(
      "Until then deliveries are signed with the former secret too.",
    ),
    createdAt: Instant,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;

export const Webhooks = z.object({ items: z.array(Webhook) });
export type Webhooks = z.infer<typeof Webhooks>;

export const CreateWebhook = z.strictObject({
  name: Name,
  url: WebhookUrl,
  types: Types.default([]),
  projectId: IdOf("prj").nullable().default(null),
  format: WebhookFormat.optional().describe("Default: standard."),
  route: Route.nullable().optional(),
});
export type CreateWebhook = z.infer<typeof CreateWebhook>;

export const UpdateWebhook = z.strictObject({
  name: Name.optional(),
  url: WebhookUrl.optional(),
  types: Types.optional(),
  projectId: IdOf("prj").nullable().optional(),
  format: WebhookFormat.optional(),
  route: Route.nullable().optional(),
  enabled: z
    .boolean()
    .optional()
    .describe("False stops deliveries; those that wait go on when it is true again."),
});
export type UpdateWebhook = z.infer<typeof UpdateWebhook>;

export const WebhookWithSecret = z
  .object({
    webhook: Webhook,
    secret: z.string().describe("`whsec_…`, shown this once: verify signatures with it."),
  })
  .meta({ id: "WebhookWithSecret" });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

export const DeliveryState = z.enum(["pending", "delivered", "dead"]);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const DeliveryAttempt = z.object({
  number: z.int(),
  startedAt: Instant,
  durationMs: z.int(),
  status: z.int().nullable().describe("What the receiver answered; null when there was no answer."),
  error: z.string().nullable(),
  response: z.string().nullable().describe("The first kilobyte of the answer."),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

export const Delivery = z
  .object({
    id: DeliveryId,
    webhookId: WebhookId,
    messageId: z.string().describe("Sent as webhook-id: the event's id, the same in attempts and replays."),
    type: z.string(),
    state: DeliveryState,
    replayOf: DeliveryId.nullable(),
    attemptCount: z.int(),
    nextAttemptAt: Instant.nullable(),
    lastAttempt: DeliveryAttempt.nullable(),
    createdAt: Instant,
    endedAt: Instant.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryPage = PageOf(Delivery);

export const DeliveryDetail = Delivery.extend({
  body: z.string().describe("The bytes that were signed and sent."),
  attempts: z.array(DeliveryAttempt),
}).meta({ id: "DeliveryDetail" });
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;

export const SentWaiting = z
  .object({ count: z.int().describe("Deliveries that waited for a later attempt, and are sent now.") })
  .meta({ id: "SentWaiting" });
export type SentWaiting = z.infer<typeof SentWaiting>;

/** The type of what "send a test event" sends; no event of this type is ever in the stream. */
export const TEST_TYPE = "webhook.test";
