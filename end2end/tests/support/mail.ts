// The mailbox of the server under test: what it would have sent.

import { type APIRequestContext, expect } from "@playwright/test";

/** The text of the newest mail to an address whose subject begins like this, once it is there. */
export async function mailTo(request: APIRequestContext, to: string, subject: string): Promise<string> {
  let id: string | undefined;
  await expect
    .poll(
      async () => {
        const list = await (await request.get("/dev/mail", { params: { to } })).text();
        id = [...list.matchAll(/<a href="\/dev\/mail\/([0-9a-f-]{36})">([^<]*)<\/a>/g)].find(([, , found]) => found.startsWith(subject))?.[1];
        return id;
      },
      { message: `a mail to ${to}: ${subject}`, timeout: 15_000 },
    )
    .toBeTruthy();
  const page = await (await request.get(`/dev/mail/${id}`)).text();
  const text = /<pre>([^]*)<\/pre>/.exec(page)?.[1] ?? "";
  return text.replace(/<[^>]*>/g, "").replaceAll("&amp;", "&");
}

/** The path of the link with a token in that mail. */
export async function mailedLink(request: APIRequestContext, to: string, subject: string): Promise<string> {
  const link = /https?:\/\/\S*token=\S*/.exec(await mailTo(request, to, subject))?.[0];
  if (!link) throw new Error(`the mail to ${to} has no link with a token`);
  const { pathname, search } = new URL(link);
  return pathname + search;
}
