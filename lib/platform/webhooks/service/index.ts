export { getDelivery, listDeliveries, replayDelivery, sendTest } from "./deliveries";
export {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhook,
  updateWebhook,
} from "./endpoints";
