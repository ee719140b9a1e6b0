// Ten steps in a chain, each of which adds one; each is on the disk before the next begins: ctx.run gives its value when the server has it.
import { createServer } from "node:http2";

// Node 20 has none, and the SDK asks for it.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new this((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
};
const restate = await import("@restatedev/restate-sdk/node");

const ten = restate.service({
  name: "ten",
  handlers: {
    run: async (ctx, input) => {
      let value = input;
      for (const step of "ABCDEFGHIJ") {
        const before = value;
        value = await ctx.run(step, () => before + 1);
      }
      return value;
    },
  },
});

createServer(restate.createEndpointHandler({ services: [ten] })).listen(Number(process.argv[2]), "127.0.0.1");
