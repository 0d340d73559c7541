// Starts the production server in this process. `prestart` has built it; the application opens its own database.
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const server = join(root, ".next/standalone/server.js");

function stop(message) {
  console.error(message);
  process.exit(1);
}

function explain(error, host, port) {
  if (error.code === "EADDRINUSE")
    return `Port ${port} on ${host} is in use: stop what uses it, or choose another with PORT=… npm start.`;
  if (error.code === "EACCES")
    return `Port ${port} on ${host} is not allowed for this user: choose one above 1023 with PORT=… npm start.`;
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND")
    return `HOST is ${host}, which is no address of this machine: use 127.0.0.1 or 0.0.0.0.`;
  return `Port ${port} on ${host} cannot be opened: ${error.message}`;
}

/** Opens and closes the port; resolves to its number, which the system picks when 0 is asked for. */
function probePort(host, port) {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(port, host, () => {
      const { port: opened } = probe.address();
      probe.close(() => done(opened));
    });
  });
}

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  stop(`OmoiOS needs Node 22.15 or newer and this is ${process.version}: start it with npm start.`);
}
if (!existsSync(server))
  stop("There is no build yet: start with npm start, or build first with npm run build.");

const envFile = join(root, ".env");
if (existsSync(envFile)) process.loadEnvFile(envFile);

// The server changes its working directory to .next/standalone, so relative folders are settled here.
process.env.OMOI_DATA_DIR = resolve(root, process.env.OMOI_DATA_DIR || "data");
process.env.OMOI_CONFIG_DIR = resolve(root, process.env.OMOI_CONFIG_DIR || "config");
process.env.NODE_ENV = "production";

// Next listens on HOSTNAME, but shells and containers predefine that with the machine's name: ours is HOST.
const host = process.env.HOST || "127.0.0.1";
const port = Number(process.env.PORT || 3000);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  stop(`PORT is ${process.env.PORT}, which is no port number.`);
const opened = await probePort(host, port).catch((error) => stop(explain(error, host, port)));
process.env.HOST = host;
process.env.HOSTNAME = host;
process.env.PORT = String(opened);

// Next would end the process before the database is closed; the application stops everything in order itself.
process.env.NEXT_MANUAL_SIG_HANDLE = "1";

// npm passes a signal to the shell it starts, and the shell keeps it: when they are gone, this is told here.
if (process.env.npm_lifecycle_event === "start") {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 500).unref();
}

await import(pathToFileURL(server).href);
