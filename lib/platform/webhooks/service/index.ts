export { knownRoutes, provideRoutes } from "../known-routes";
// The routes over which something is sent now, for the room whose alerts go there; asks nobody's right.
export { listRoutes } from "../store/endpoints";
export { getDelivery, listDeliveries, replayDelivery, sendTest } from "./deliveries";
export {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhook,
  updateWebhook,
} from "./endpoints";
