export { openGateway } from "./open";
