import { createApiClient } from "./http";

/** The API of the server that served this page, with the session's cookie. */
export const api = createApiClient({ baseUrl: "" });
