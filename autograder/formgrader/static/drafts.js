// What was typed and is not in the gradebook yet: kept in the browser until the server has confirmed it.
"use strict";

const PREFIX = "by-hand/";
const AGAIN_MS = 4000;

function cookie(name) {
    const found = document.cookie.split("; ").find(part => part.startsWith(name + "="));
    return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// An answer of the server as data; throws {message, status, data} with one sentence.
async function ask(address, options = {}) {
    let response;
    try {
        response = await fetch(address, {credentials: "same-origin", cache: "no-store", ...options});
    } catch {
        throw {message: "The server does not answer.", status: 0};
    }
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    const data = isJson ? await response.json().catch(() => ({})) : {};
    if (response.ok && isJson) return data;
    const unknown = response.redirected || !isJson
        ? "This server does not know you any more: open the address that it printed in another tab." : "";
    throw {message: unknown || data.message || "The server could not answer.", status: response.status, data};
}

class Drafts {
    // `address`: where grades are put; `told(id, kind, given)` hears how it goes: saving, saved, waiting, refused, conflict.
    constructor(address, told) {
        this.address = address;
        this.told = told;
        this.all = new Map();
        this.sending = new Set();
        this.timers = new Map();
        addEventListener("online", () => this.retry());
        addEventListener("beforeunload", event => { if (this.all.size) event.preventDefault(); });
    }

    // Take up what an earlier visit left of these answers.
    restore(ids) {
        for (const id of ids) {
            try {
                const kept = JSON.parse(localStorage.getItem(PREFIX + id));
                if (kept && kept.change && kept.seen && !this.all.has(id)) this.all.set(id, {...kept, version: 0});
            } catch { /* no storage, or not ours: nothing to take up */ }
        }
        this.retry();
    }

    of(id) { return this.all.get(id); }

    // Note a change: `change` has points (number, null) or comment; `seen` is what the gradebook had of these.
    put(id, change, seen, delay) {
        const old = this.all.get(id) || {change: {}, seen: {}, version: 0};
        const draft = {change: {...old.change, ...change}, seen: {...seen, ...old.seen}, version: old.version + 1};
        this.all.set(id, draft);
        this.keep(id);
        this.later(id, delay);
    }

    // Points that are no number are kept as typed and not sent.
    unsent(id, text) {
        const draft = this.all.get(id) || {change: {}, seen: {}, version: 0};
        delete draft.change.points;
        draft.version += 1;
        draft.text = text;
        this.all.set(id, draft);
        this.keep(id);
    }

    drop(id) {
        clearTimeout(this.timers.get(id));
        this.all.delete(id);
        this.keep(id);
    }

    // The grader insists: what is there now has been seen.
    insist(id, now) {
        const draft = this.all.get(id);
        draft.seen = {points: now.points, comment: now.comment};
        this.keep(id);
        this.send(id);
    }

    keep(id) {
        try {
            const draft = this.all.get(id);
            if (draft) localStorage.setItem(PREFIX + id, JSON.stringify(draft));
            else localStorage.removeItem(PREFIX + id);
        } catch { /* no storage: what is typed is kept as long as the page is open */ }
    }

    later(id, delay) {
        clearTimeout(this.timers.get(id));
        this.timers.set(id, setTimeout(() => this.send(id), delay));
    }

    retry() { for (const id of this.all.keys()) this.send(id); }

    async send(id) {
        clearTimeout(this.timers.get(id));
        const draft = this.all.get(id);
        if (!draft || this.sending.has(id) || !Object.keys(draft.change).length) return;
        const {change, seen, version} = {...draft, change: {...draft.change}};
        this.sending.add(id);
        this.told(id, "saving");
        try {
            const given = await ask(`${this.address}/${id}`, {
                method: "PUT",
                headers: {"Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf")},
                body: JSON.stringify({...change, seen}),
            });
            this.sending.delete(id);
            this.saved(id, version, given);
        } catch (problem) {
            this.sending.delete(id);
            if (problem.status === undefined) throw problem;
            if (problem.status === 409) this.told(id, "conflict", problem);
            else if (problem.status === 400) this.told(id, "refused", problem);
            else {
                this.told(id, "waiting", problem);
                this.later(id, AGAIN_MS);
            }
        }
    }

    saved(id, version, given) {
        const draft = this.all.get(id);
        if (draft && draft.version !== version) {  // typed on meanwhile
            draft.seen = {points: given.points, comment: given.comment};
            this.keep(id);
            this.later(id, 0);
        } else if (draft && draft.text !== undefined) {  // points that are no number stand there still
            draft.change = {};
            this.keep(id);
        } else this.drop(id);
        this.told(id, "saved", given);
    }
}
