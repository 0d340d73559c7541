// What the gateway's benchmark puts behind and beside it, each in a process of its own:
// `upstream` answers like OpenAI's chat completions, `proxy` is a plain reverse proxy in front of UPSTREAM.
import { Agent, createServer, request } from "node:http";

const EVENTS = 40;
let calls = 0;

const usage = {
  prompt_tokens: 1200,
  completion_tokens: 80,
  total_tokens: 1280,
  prompt_tokens_details: { cached_tokens: 1000 },
};
const about = (id) => ({ id, created: 1760000000, model: "gpt-4o-mini-2024-07-18", service_tier: "default" });

function answerWhole(response, id) {
  const message = { role: "assistant", content: "All work and no play makes a dull benchmark. ".repeat(30) };
  const choices = [{ index: 0, message, finish_reason: "stop" }];
  const body = JSON.stringify({ ...about(id), object: "chat.completion", choices, usage });
  response
    .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
    .end(body);
}

function answerEvents(response, id) {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
  });
  const chunk = (rest) =>
    `data: ${JSON.stringify({ ...about(id), object: "chat.completion.chunk", ...rest })}\n\n`;
  let left = EVENTS;
  const next = () => {
    if (left-- > 0) {
      response.write(
        chunk({ choices: [{ index: 0, delta: { content: " word" }, finish_reason: null }], usage: null }),
      );
      setImmediate(next);
    } else response.end(`${chunk({ choices: [], usage })}data: [DONE]\n\n`);
  };
  next();
}

const agent = new Agent({ keepAlive: true });
const upstream = process.env.UPSTREAM && new URL(process.env.UPSTREAM);

const roles = {
  upstream: (incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (part) => {
      body += part;
    });
    incoming.on("end", () => {
      calls += 1;
      const id = `chatcmpl-${process.pid}${Date.now().toString(36)}${calls.toString(36).padStart(12, "0")}`;
      if (JSON.parse(body).stream) answerEvents(response, id);
      else answerWhole(response, id);
    });
  },
  proxy: (incoming, response) => {
    const { method, url: path, headers } = incoming;
    const options = { agent, host: upstream.hostname, port: upstream.port, method, path, headers };
    const outgoing = request(options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing);
  },
};

const server = createServer({ keepAliveTimeout: 60_000 }, roles[process.argv[2]]);
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
process.on("disconnect", () => process.exit(0));
