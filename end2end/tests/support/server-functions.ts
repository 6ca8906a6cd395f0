// Every server function there is, read from the sources, so that a new one cannot be forgotten.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CRATES = fileURLToPath(new URL("../../../crates/", import.meta.url));

export interface ServerFunction {
  path: string;
  /** How it is asked. */
  method: "GET" | "POST";
}

/** All `#[server(endpoint = "…")]` of all areas. */
export function serverFunctions(): ServerFunction[] {
  return readdirSync(CRATES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".rs"))
    .flatMap((file) => [...readFileSync(join(CRATES, file), "utf8").matchAll(/#\[server\(([^)]*)\)\]/g)])
    .map(([, options]) => {
      const endpoint = /endpoint\s*=\s*"([^"]+)"/.exec(options)?.[1];
      if (!endpoint) throw new Error(`a server function without an endpoint: ${options}`);
      return { path: `/api/${endpoint}`, method: /input\s*=\s*\w*(::)?\w*GetUrl/.test(options) ? "GET" : "POST" } as const;
    });
}
