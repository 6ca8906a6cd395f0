// Every server function there is, read from the sources, so that a new one cannot be forgotten.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CRATES = fileURLToPath(new URL("../../../crates/", import.meta.url));

export interface ServerFunction {
  path: string;
  /** How it is asked. */
  method: "GET" | "POST";
  /** One field that it knows, enough to be let in. */
  field: string;
}

/** All `#[server(endpoint = "…")]` of all areas. */
export function serverFunctions(): ServerFunction[] {
  const sources = readdirSync(CRATES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".rs"))
    .map((file) => readFileSync(join(CRATES, file), "utf8"));
  const structs = new Map(sources.flatMap((text) => [...text.matchAll(/pub struct (\w+Form) \{([^}]*)\}/g)].map(([, name, body]) => [name, body])));
  return sources.flatMap((text) =>
    [...text.matchAll(/#\[server\(([^)]*)\)\]\s*pub async fn \w+\(([^)]*)\)/g)].map(([, options, parameters]) => {
      const endpoint = /endpoint\s*=\s*"([^"]+)"/.exec(options)?.[1];
      if (!endpoint) throw new Error(`a server function without an endpoint: ${options}`);
      return { path: `/api/${endpoint}`, method: /input\s*=\s*\w*(::)?\w*GetUrl/.test(options) ? "GET" : "POST", field: field(parameters, structs) };
    }),
  );
}

/** The name of the first text field of the parameters. */
function field(parameters: string, structs: Map<string, string>): string {
  const [, name, type] = /(\w+): (\w+)/.exec(parameters) ?? [];
  if (!name) return "nothing";
  const body = structs.get(type);
  if (!body) return name;
  const [, first, kind] = /pub (\w+): (String|Vec<String>),/.exec(body) ?? [];
  if (!first) throw new Error(`no text field in ${type}`);
  return kind === "String" ? `${name}[${first}]` : `${name}[${first}][0]`;
}
