// Lets @portkey-ai/gateway 1.15 stream on Node 24: it adds headers to the answer that fetch gave it, which cannot be
// changed there ("TypeError: immutable"). A copy of the answer can.
const { fetch, Response, Headers } = globalThis;
globalThis.fetch = async (...args) => {
  const { body, status, statusText, headers } = await fetch(...args);
  return new Response(body, { status, statusText, headers: new Headers(headers) });
};
