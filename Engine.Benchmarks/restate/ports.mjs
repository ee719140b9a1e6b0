// Prints so many ports that are free on loopback, all different.
import { createServer } from "node:net";

const servers = await Promise.all(
  Array.from({ length: Number(process.argv[2]) }, () => new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
  })));
console.log(servers.map((server) => server.address().port).join(" "));
servers.forEach((server) => server.close());
