export { knownRoutes, provideRoutes } from "../known-routes";
// The routes over which something is sent now, for the room whose alerts go there; asks nobody's right.
export { listRoutes } from "../store/endpoints";
// How it stands with every endpoint, for those who watch over all; asks nobody's right.
export { listStandings, type Standing } from "../store/standing";
export { getDelivery, listDeliveries, replayDelivery, sendTest, sendWaiting } from "./deliveries";
export {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhook,
  updateWebhook,
} from "./endpoints";
