// A verdict on the revision that a row shows: sent, and what became of it. Fetched with the first one.

import { post } from "../lib/post.js";
import { words } from "./words.js";

/** Send the approval or the return in `form` of `row`; return whether the desk took it. */
export async function judge(row, form, act) {
  const { version, reason, words: remark } = Object.fromEntries(new FormData(form));
  const fields = { ...row.fields(form), version, ...(act === "return" && { reason, words: remark }) };
  const reply = await post(form.getAttribute("action"), fields);
  if (reply.kind === "saved") {
    row.acknowledge(reply);
    row.announce("desk-say", { words: words(act === "return" ? "returned" : "approved") });
    row.announce("desk-refresh");
    return true;
  }
  if (reply.kind === "conflict") row.announce("desk-refresh", { problem: words("changed") });
  else row.complain(reply.words ?? words(reply.kind === "signed-out" ? "signed-out" : "failed"), reply.kind);
  return false;
}
