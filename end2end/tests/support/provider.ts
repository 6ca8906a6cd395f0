// A double of a service whose accounts let people in: OpenID Connect as Google speaks it, as far as it is asked.
// It refuses what Google refuses: a code that was used, a wrong secret, a proof that does not fit.

import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { type IncomingMessage, type ServerResponse, createServer } from "node:http";

/** Where it is; the server under test has been told the same. */
export const PROVIDER = process.env.PROVIDER_URL;

const SECRET = "what only both know";
const { publicKey, privateKey } = generateKeyPairSync("ed25519");

/** Who agreed to what, by the code that tells it. */
const agreed = new Map<string, URLSearchParams>();

/** Listens until what it returns is called. */
export async function startProvider(): Promise<() => Promise<void>> {
  if (!PROVIDER) return async () => {};
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  const { hostname, port } = new URL(PROVIDER);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(Number(port), hostname, resolve));
  return () => new Promise((resolve) => server.close(() => resolve()));
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", PROVIDER);
  switch (url.pathname) {
    case "/.well-known/openid-configuration":
      return json(response, 200, {
        issuer: PROVIDER,
        authorization_endpoint: `${PROVIDER}/authorize`,
        token_endpoint: `${PROVIDER}/token`,
        jwks_uri: `${PROVIDER}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["EdDSA"],
      });
    case "/jwks":
      return json(response, 200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", use: "sig", alg: "EdDSA" }] });
    case "/authorize":
      return page(response, url.searchParams);
    case "/agree":
      return back(response, url.searchParams);
    case "/token":
      return token(response, new URLSearchParams(await body(request)));
    default:
      return json(response, 404, {});
  }
}

/** Asks who one is; nobody has to prove it here. */
function page(response: ServerResponse, asked: URLSearchParams): void {
  const hidden = [...asked].map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replace(/[<"&]/g, (one) => `&#${one.charCodeAt(0)};`)}">`).join("");
  const field = (name: string, label: string) => `<p><label>${label} <input name="${name}"></label></p>`;
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(
    `<!doctype html><html lang="en"><title>A provider</title><link rel="icon" href="data:,"><h1>Who are you?</h1><form action="/agree">${hidden}` +
      `${field("their_email", "Their e-mail")}${field("their_name", "Their name")}<button name="agree" value="yes">Agree</button> <button name="agree" value="no">Refuse</button></form></html>`,
  );
}

function back(response: ServerResponse, asked: URLSearchParams): void {
  const to = new URL(asked.get("redirect_uri")!);
  to.searchParams.set("state", asked.get("state")!);
  if (asked.get("agree") === "yes") {
    const code = randomUUID();
    agreed.set(code, asked);
    to.searchParams.set("code", code);
  } else {
    to.searchParams.set("error", "access_denied");
  }
  response.writeHead(303, { location: to.href }).end();
}

function token(response: ServerResponse, form: URLSearchParams): void {
  const asked = agreed.get(form.get("code") ?? "");
  agreed.delete(form.get("code") ?? "");
  const proof = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
  const right = asked && form.get("client_secret") === SECRET && form.get("redirect_uri") === asked.get("redirect_uri") && proof === asked.get("code_challenge");
  if (!right) return json(response, 400, { error: "invalid_grant" });
  const now = Math.floor(Date.now() / 1000);
  const email = asked.get("their_email")!;
  const claims = {
    iss: PROVIDER,
    aud: form.get("client_id"),
    exp: now + 60,
    iat: now,
    nonce: asked.get("nonce"),
    // Whoever has one address is one person here.
    sub: createHash("sha256").update(email).digest("hex").slice(0, 20),
    email,
    email_verified: true,
    name: asked.get("their_name"),
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const said = `${part({ alg: "EdDSA", kid: "one", typ: "JWT" })}.${part(claims)}`;
  const signature = sign(null, Buffer.from(said), privateKey).toString("base64url");
  json(response, 200, { access_token: "a", token_type: "Bearer", id_token: `${said}.${signature}` });
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
