import type { Person } from "@/lib/platform/auth/authenticate";
import { AppError } from "@/lib/platform/errors";
import type { DeliveryDetail, Webhook } from "@/lib/platform/webhooks/schema";
import { getDelivery, getWebhook } from "@/lib/platform/webhooks/service";

const orNull = (error: unknown) => {
  if (error instanceof AppError && error.code === "not_found") return null;
  throw error;
};

export function findSeen(person: Person, id: string): Promise<Webhook | null> {
  return getWebhook(person, id).catch(orNull);
}

export function findSeenDelivery(person: Person, id: string): Promise<DeliveryDetail | null> {
  return getDelivery(person, id).catch(orNull);
}
