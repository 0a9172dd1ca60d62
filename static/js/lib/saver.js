// The save protocol of one target, from the writer's side. No DOM. Each save names the version that it started from,
// one request at a time; what is typed meanwhile goes with the next. Until acknowledged, the browser keeps the text.

const AFTER_LAST_KEY_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

export class Saver {
  #timer = 0;
  #running = null;
  #retryMs = FIRST_RETRY_MS;
  #unanswered = new Set(); // texts that were sent over this version, no answer came
  isKept = true;
  conflict = null;
  aside; // the text that the server last kept beside the target

  /**
   * `send(act, text, version)` resolves to what lib/post.js returns; `keep(saver)` returns whether the browser could
   * keep its text; `forget()` ends that; `tell(state, facts)` hears of each change: unsaved, saving, manual, unkept or
   * a kind of post's. `saved`: the text that the server has, at `version`.
   */
  constructor({ text, ...rest }) { Object.assign(this, { text, saved: text, ...rest }); }

  /** Whether something typed has not been acknowledged yet. */
  get isDirty() { return this.text !== this.saved || this.conflict !== null; }

  /** Whether closing the page now would lose something. */
  get isAtRisk() { return this.isDirty && !this.isKept; }

  /** Take in what stands in the box now, and save it in a moment. */
  type(text) {
    this.text = text;
    if (!this.isDirty && !this.#running) {
      this.#stop();
      this.forget();
      return this.tell("saved", {});
    }
    this.rekeep();
    if (this.conflict) return;
    this.tell(!this.isKept ? "unkept" : this.isManual ? "manual" : "unsaved", {});
    if (!this.isManual) this.#later(AFTER_LAST_KEY_MS);
  }

  /** Keep what is not saved, as when another tab threw it away. */
  rekeep() {
    if (this.isDirty) this.isKept = this.keep(this);
  }

  /** Save now what is not saved yet, unless the writer is to choose first. */
  flush() {
    if (!this.isDirty || this.conflict || this.isManual) return this.#running ?? Promise.resolve(null);
    return this.act("save");
  }

  /** Try again at once, as when the connection is back. */
  retry() {
    if (this.#timer) this.flush();
  }

  /** Send the text to be saved, or for another `act` such as "submission"; return what became of it. */
  async act(act) {
    this.#stop();
    while (this.#running) await this.#running;
    if (this.conflict) return { kind: "conflict" };
    if (act === "save" && !this.isDirty) return null;
    this.#running = this.#send(act);
    const reply = await this.#running.finally(() => (this.#running = null));
    if (reply.kind === "saved" && this.isDirty && !this.isManual) this.#later(AFTER_LAST_KEY_MS);
    return reply;
  }

  /** Know that the server has `text` at `version`. */
  acknowledge(text, version) {
    Object.assign(this, { saved: text, version, conflict: null, isKept: true });
    this.#unanswered.clear();
  }

  async #send(act) {
    const sent = this.text;
    this.tell("saving", {});
    const reply = await this.send(act, sent, this.version);
    const { kind, conflict } = reply;
    if (kind === "saved" || reply.version) this.#onSaved(sent, reply); // or saved, and the rest refused
    else if (kind === "refused") this.tell(kind, reply);
    else if (kind !== "conflict") this.#onSilence(kind, sent);
    else if (conflict.version === this.version + 1 && this.#unanswered.has(conflict.theirs)) {
      this.acknowledge(conflict.theirs, conflict.version); // it is our own, whose answer was lost
      return this.#send(act);
    } else {
      Object.assign(this, { conflict, aside: sent });
      this.rekeep();
      this.tell(kind, reply);
    }
    return reply;
  }

  #onSaved(sent, reply) {
    this.#retryMs = FIRST_RETRY_MS;
    this.acknowledge(sent, reply.version);
    if (!this.isDirty) this.forget();
    this.rekeep();
    this.tell("saved", reply);
    if (this.isDirty) this.tell("unsaved", {});
  }

  /** No answer: keep trying, ever more seldom. */
  #onSilence(kind, sent) {
    this.#unanswered.add(sent);
    this.tell(this.isKept ? kind : "unkept", {});
    if (this.isManual) return;
    this.#later(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #later(ms) {
    this.#stop();
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.flush();
    }, ms);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
