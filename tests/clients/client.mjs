// What the official TypeScript client makes of a server: node client.mjs stdio COMMAND ARGUMENT … | http URL
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [kind, target, ...rest] = process.argv.slice(2);
const transport =
  kind === "stdio"
    ? new StdioClientTransport({ command: target, args: rest, env: process.env, stderr: "ignore" })
    : new StreamableHTTPClientTransport(new URL(target));

const client = new Client({ name: "call-coach-test", version: "1" });
await client.connect(transport);
// Listing first: from then on the client checks every structured content against its tool's output schema.
const { tools } = await client.listTools();
const progress = [];
const onprogress = ({ message }) => progress.push(message);
const call = (name, args) => client.callTool({ name, arguments: args }, undefined, { onprogress });
const found = await call("search_calls", { account: "Brightline", limit: 2 });
const card = await call("analyze_call", { call: "the Brightline demo", judge: "keywords" });
const wrong = await call("get_rep_insights", { rep: "Nobody At All" });
const { prompts } = await client.listPrompts();
const { resources } = await client.listResources();
const rubric = await client.readResource({ uri: "coach://rubrics/discovery" });
await client.close();
console.log(
  JSON.stringify({
    tools: tools.map((tool) => tool.name),
    rows: found.structuredContent.rows.length,
    verdict: card.structuredContent.verdict,
    text: card.content[0].text,
    progress,
    wrong: { isError: wrong.isError, text: wrong.content[0].text },
    prompts: prompts.map((prompt) => prompt.name),
    resources: resources.map((resource) => resource.uri),
    rubric: rubric.contents[0].text.split("\n")[0],
  }),
);
