// What a person does in Dagster's page, in a headless browser; prints what was seen as JSON.
//
//   node page.mjs materialize URL FOLDER      click "Materialize all", wait for the end, look at a table
//   node page.mjs check URL FOLDER TABLE      execute a table's check, look at its failing rows
//
// Screenshots go to FOLDER. CHROMIUM names the browser, /usr/bin/chromium if it is not set.
import { chromium } from "playwright-core";

const [act, url, folder, table] = process.argv.slice(2);
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const RUN_LIMIT = 300_000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
const page = await browser.newPage({ viewport: { width: 1600, height: 1100 } });
page.setDefaultTimeout(60_000);
const outside = new Set();
page.on("request", (request) => {
  const { protocol, origin } = new URL(request.url());
  if (["http:", "https:"].includes(protocol) && origin !== url) outside.add(origin);
});
const shoot = (name) => page.screenshot({ path: `${folder}/${name}.png` });

async function launched(click) {
  const run = page.waitForResponse((response) => response.url().includes("op=LaunchPipelineExecution"));
  await click();
  const { id } = (await (await run).json()).data.launchPipelineExecution.run;
  await page.goto(`${url}/runs/${id}`);
  const data = { query: `{ runOrError(runId: "${id}") { ... on Run { status } } }` };
  for (const stop = Date.now() + RUN_LIMIT; Date.now() < stop; await page.waitForTimeout(500)) {
    const { status } = (await (await page.request.post(`${url}/graphql`, { data })).json()).data.runOrError;
    if (["SUCCESS", "FAILURE", "CANCELED"].includes(status)) return { id, status };
  }
  throw new Error(`run ${id} does not end`);
}

const acts = {
  async materialize() {
    await page.goto(`${url}/asset-groups`);
    await page.getByText("release").first().waitFor();
    const run = await launched(() => page.getByRole("button", { name: "Materialize all" }).click());
    await shoot("run");
    await page.goto(`${url}/assets/entities?view=events`);
    await page.getByText("dagster/row_count").waitFor();
    await page.getByRole("columnheader", { name: "entity_id" }).waitFor();
    await shoot("entities");
    const rows = await page.locator("tr", { hasText: "dagster/row_count" }).innerText();
    await page.goto(`${url}/assets/trade_figures`);
    await page.getByText("Column name").waitFor();
    const columns = await page.locator("tr", { hasText: "change_pct" }).first().innerText();
    await shoot("trade_figures");
    await page.goto(`${url}/locations/amur/asset-groups/tables/lineage`);
    await page.getByText("project_mentions").first().waitFor();
    await page.waitForTimeout(1000);
    await shoot("tables");
    return { run, rows, columns };
  },
  async check() {
    await page.goto(`${url}/assets/${table}?view=checks`);
    const run = await launched(() => page.locator("button", { hasText: /^Execute$/ }).click());
    await page.goto(`${url}/assets/${table}?view=checks`);
    await page.getByText("Failed").first().waitFor();
    const rows = page.locator("table", { hasText: "document_id" }).last();
    await rows.waitFor();
    await shoot("failing-rows");
    return { run, rows: await rows.innerText() };
  },
};

try {
  console.log(JSON.stringify({ ...(await acts[act]()), outside: [...outside] }));
} catch (error) {
  await shoot("failed");
  throw error;
} finally {
  await browser.close();
}
