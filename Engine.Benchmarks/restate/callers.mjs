// Callers that each start a run, wait for its output and start the next; a row of Markdown per number of callers.
import { Agent, request } from "node:http";

const [admin, ingress, service] = process.argv.slice(2).map(Number);
const isQuick = process.argv.includes("--quick");
const steps = 10, rounds = isQuick ? 2 : 7, roundMs = isQuick ? 500 : 3000;

function post(port, path, body, agent) {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const sent = request(
      { host: "127.0.0.1", port, path, method: "POST", agent, headers: { "content-type": "application/json", "content-length": Buffer.byteLength(text) } },
      (response) => {
        let answer = "";
        response.setEncoding("utf8").on("data", (more) => (answer += more)).on("error", reject).on("end", () =>
          response.statusCode < 300 ? resolve(JSON.parse(answer)) : reject(new Error(`${path}: ${response.statusCode} ${answer}`)));
      });
    sent.on("error", reject).end(text);
  });
}

// The server is up when it takes the service.
for (let attempt = 1; ; attempt++) {
  try {
    await post(admin, "/deployments", { uri: `http://127.0.0.1:${service}` });
    break;
  } catch (error) {
    if (attempt === 120) {
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function round(callers, agent, times) {
  const until = performance.now() + roundMs;
  let runs = 0;
  await Promise.all(Array.from({ length: callers }, async (_, caller) => {
    while (performance.now() < until) {
      const start = performance.now(), input = caller * 1_000_000 + runs;
      const output = await post(ingress, "/ten/run", input, agent);
      if (output !== input + steps) {
        throw new Error(`A run of ${input} gave ${output}.`);
      }
      runs++;
      times?.push(performance.now() - start);
    }
  }));
  return (runs * steps * 1000) / (performance.now() - until + roundMs);
}

const at = (values, share) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)];
console.log("| ten steps, Restate 1.7.12 | steps/s, median | p50 of a run | p99 |");
console.log("|---|---|---|---|");
for (const callers of [1, 64, 1024]) {
  const agent = new Agent({ keepAlive: true, maxSockets: callers }), rates = [], times = [];
  await round(callers, agent);
  for (let i = 0; i < rounds; i++) {
    rates.push(await round(callers, agent, times));
  }
  const name = callers === 1 ? "1 caller" : `${callers.toLocaleString("en")} callers`;
  console.log(`| durable, ${name} | ${Math.round(at(rates, 0.5)).toLocaleString("en")} | ${at(times, 0.5).toFixed(1)} ms | ${at(times, 0.99).toFixed(1)} ms |`);
  agent.destroy();
}
