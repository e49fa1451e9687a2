// One question over the whole class. Everything of a student or a grader is put into the page as text;
// only the answer is HTML, which the server has made of it, with nothing in it that runs.
"use strict";

const $ = id => document.getElementById(id);
const DATA = JSON.parse($("data").textContent);
const TYPING_MS = 700;
const SHOWN_COMMENTS = 9;

let answers = [];
let at = -1;
let asked = 0;
const states = new Map();  // id -> {kind, given}: how saving went last
const pressed = new Map();  // id -> the steps of the rubric that were chosen
const pages = new Map();  // id -> promise of what was written

const drafts = new Drafts(DATA.grade, told);
const now = () => answers[at];
const text = points => points === null || points === undefined ? "" : String(Math.round(points * 1000) / 1000);
const remembered = (name, otherwise) => { try { return localStorage.getItem("by-hand-" + name) ?? otherwise; } catch { return otherwise; } };
const remember = (name, value) => { try { localStorage.setItem("by-hand-" + name, value); } catch { /* no storage */ } };

function made(tag, content) {
    const element = document.createElement(tag);
    element.textContent = content;
    return element;
}

function trouble(message) {
    $("trouble").hidden = !message;
    $("trouble").textContent = message || "";
}

// what there is

const called = one => one.name === undefined ? `Submission #${one.place}` : one.name;

async function load() {
    const here = now()?.submission || decodeURIComponent(location.hash.slice(1));
    const mine = ++asked;
    let found;
    try {
        found = await ask(`${DATA.answers}?names=${$("anonymous").checked ? 0 : 1}`);
    } catch (problem) {
        trouble(`${problem.message} It is tried again.`);
        setTimeout(() => { if (mine === asked) load(); }, AGAIN_MS);
        return;
    }
    if (mine !== asked) return;
    trouble("");
    answers = found;
    at = Math.max(0, answers.findIndex(one => one.submission === here));
    if (!here && $("open").checked) at = Math.max(0, answers.findIndex(one => one.open));
    drafts.restore(answers.map(one => one.id));
    listed();
    show(false);
}

function listed() {
    const options = answers.map((one, place) => {
        const option = made("option", `${called(one)}${one.open ? "" : " – graded"}`);
        option.value = String(place);
        return option;
    });
    $("jump").replaceChildren(...options);
    $("jump").value = String(at);
    const open = answers.filter(one => one.open).length;
    $("progress").textContent = `${answers.length - open} of ${answers.length} graded`;
}

// one answer

function page(one) {
    if (!pages.has(one.id)) {
        const coming = ask(`${DATA.answer}/${one.id}`);
        pages.set(one.id, coming);
        coming.catch(() => pages.delete(one.id));
    }
    return pages.get(one.id);
}

function show(moveFocus) {
    const one = now();
    const nothing = !one;
    for (const id of ["points", "comment", "none", "less", "more", "full", "previous", "next"]) $(id).disabled = nothing;
    for (const step of document.querySelectorAll(".step")) step.disabled = nothing;
    if (nothing) {
        $("who").textContent = "No answers yet";
        $("answer").replaceChildren(made("p", "Nobody is graded yet: grade the assignment first, then reload this page."));
        $("whole").hidden = true;
        return;
    }
    history.replaceState(null, "", "#" + encodeURIComponent(one.submission));
    $("who").textContent = called(one);
    $("whole").href = `${DATA.submissions}/${encodeURIComponent(one.submission)}/`;
    $("jump").value = String(at);
    $("said").textContent = one.said ? `nbgrader says “${one.said}” where there is none.` : "";
    fields(one);
    if (moveFocus) $("who").focus({preventScroll: true});
    write(one);
    used();
}

async function write(one) {
    $("answer").setAttribute("aria-busy", "true");
    try {
        const found = await page(one);
        if (one !== now()) return;
        $("answer").innerHTML = found.html;
        $("outcome").hidden = !found.outcome;
        $("outcome").children[0].textContent = found.outcome;
        $("outcome").children[1].textContent = found.note;
        const next = answers[step(1)];
        if (next && next !== one) page(next).catch(() => {});
    } catch (problem) {
        if (one !== now()) return;
        const again = made("button", "Try again");
        again.addEventListener("click", () => write(one));
        $("outcome").hidden = true;
        $("answer").replaceChildren(made("p", problem.message), again);
    }
    $("answer").removeAttribute("aria-busy");
}

// Points and comment as they stand: what was typed last, else what the gradebook has.
function fields(one) {
    const draft = drafts.of(one.id);
    const change = draft?.change || {};
    $("points").value = draft?.text ?? text("points" in change ? change.points : one.points);
    $("comment").value = "comment" in change ? change.comment : one.comment;
    $("points").placeholder = text(one.auto);
    marked(one);
    state(one);
}

function marked(one) {
    const points = number($("points").value);
    let chosen = pressed.get(one.id) || new Set();
    const sum = [...chosen].reduce((total, i) => total + DATA.steps[i], 0);
    const all = DATA.steps.reduce((total, points) => total + points, 0);
    if (Math.abs(sum - points) > 1e-9) chosen = new Set(points === all ? DATA.steps.keys() : []);
    pressed.set(one.id, chosen);
    document.querySelectorAll(".step").forEach((button, i) => button.setAttribute("aria-pressed", String(chosen.has(i))));
}

function state(one) {
    const {kind, given} = states.get(one.id) || {};
    const waits = drafts.of(one.id);
    let said = one.open ? "not graded yet" : "in the gradebook";
    if (one.open && one.points !== null) said = "to be looked at again: press Enter in the points if they are right";
    if (waits) said = "not saved yet";
    if (waits && kind === "saving") said = "saving…";
    if (kind === "saved" && !waits) said = "saved";
    if (waits && ["refused", "conflict"].includes(kind)) said = given.message;
    if (waits && kind === "conflict") said += ` There it has ${text(given.data.now.points) || "no"} points.`;
    if (waits?.text !== undefined) said = `Points are a number from 0 to ${text(one.worth)}: this one is not saved.`;
    $("state").textContent = said;
    $("state").classList.toggle("bad", Boolean(waits && (["refused", "conflict"].includes(kind) || waits.text !== undefined)));
    $("conflict").hidden = !(waits && kind === "conflict");
    $("points").setAttribute("aria-invalid", String(waits?.text !== undefined));
}

function told(id, kind, given) {
    states.set(id, {kind, given});
    const one = answers.find(answer => answer.id === id);
    if (kind === "saved" && one) {
        Object.assign(one, given);
        listed();
        if (one === now()) marked(one);
        used();
    }
    const waiting = [...drafts.all.keys()].filter(one => states.get(one)?.kind === "waiting");
    trouble(kind === "waiting" || waiting.length
        ? `Not saved: ${(kind === "waiting" ? given : states.get(waiting[0]).given).message} It is tried again every few seconds; nothing that you typed is lost.`
        : "");
    if (one && one === now()) state(one);
}

// giving

const number = typed => {
    const plain = typed.trim().replace(",", ".");
    return /^\d{1,6}(\.\d{0,6})?$|^\.\d{1,6}$/.test(plain) ? Number(plain) : plain === "" ? null : NaN;
};

function give(points, delay = 0) {
    const one = now();
    if (!one) return;
    const draft = drafts.of(one.id);
    if (draft) delete draft.text;
    drafts.put(one.id, {points}, {points: one.points}, delay);
    $("points").value = text(points);
    marked(one);
    state(one);
}

function typed(delay) {
    const points = number($("points").value);
    if (Number.isNaN(points) || points > now().worth) {
        drafts.unsent(now().id, $("points").value);
        state(now());
        return false;
    }
    const kept = $("points").value;
    give(points, delay);
    $("points").value = kept;
    return true;
}

function move(by) {
    const before = number($("points").value);
    const points = Number.isFinite(before) ? before : by < 0 ? now().worth : 0;
    give(Math.min(Math.max(0, points + (Number.isFinite(before) || by > 0 ? by : 0)), now().worth));
}

function choose(i) {
    const one = now();
    if (!one || i >= DATA.steps.length) return;
    const chosen = new Set(pressed.get(one.id));
    if (!chosen.delete(i)) chosen.add(i);
    pressed.set(one.id, chosen);
    const sum = [...chosen].reduce((total, place) => total + DATA.steps[place], 0);
    give(Math.min(sum, one.worth));
}

function comment(delay) {
    const one = now();
    drafts.put(one.id, {comment: $("comment").value}, {comment: one.comment}, delay);
    state(one);
}

// comments that were given before

function before() {
    const counts = new Map();
    for (const one of answers) if (one.comment.trim()) counts.set(one.comment, (counts.get(one.comment) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHOWN_COMMENTS).map(([said]) => said);
}

function used() {
    $("used").replaceChildren(...before().map((said, i) => {
        const item = document.createElement("li");
        const button = made("button", said);
        button.type = "button";
        button.prepend(made("kbd", `⇧${i + 1}`), " ");
        button.addEventListener("click", () => insert(i));
        item.append(button);
        return item;
    }));
}

function insert(i) {
    const said = before()[i];
    if (said === undefined || !now()) return;
    const there = $("comment").value.trimEnd();
    if (there.includes(said)) return;
    $("comment").value = there ? `${there}\n\n${said}` : said;
    comment(0);
}

// going

function step(by) {
    const only = $("open").checked;
    for (let i = 1; i <= answers.length; i++) {
        const place = (at + by * i + answers.length * i) % answers.length;
        if (!only || answers[place].open) return place;
    }
    return at;
}

function go(place, moveFocus = true) {
    if (!answers.length) return;
    if (now()) drafts.send(now().id);
    const nowhere = place === at && $("open").checked;
    at = place;
    listed();
    if (nowhere) $("progress").textContent += " – no other answer is open";
    show(moveFocus);
    scrollTo({top: 0});
}

// keys and buttons

const KEYS = {
    j: () => go(step(1)), ArrowRight: () => go(step(1)), k: () => go(step(-1)), ArrowLeft: () => go(step(-1)),
    f: () => now() && give(now().worth), 0: () => give(0), "+": () => move(DATA.least), "-": () => move(-DATA.least),
    p: () => $("points").select(), c: () => $("comment").focus(), g: () => $("jump").focus(),
    u: () => $("open").click(), a: () => $("anonymous").click(), "?": () => $("keys").showModal(),
};

function key(event) {
    const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if ($("keys").open || event.altKey || event.metaKey) return;
    if (field) return inField(event, field);
    if (event.ctrlKey || !$("single").checked) return;
    const digit = /^Digit([1-9])$/.exec(event.code);
    const scrolls = event.key.startsWith("Arrow") && event.target.closest?.("pre, math, .formula");
    if (event.shiftKey && digit) insert(Number(digit[1]) - 1);
    else if (/^[1-9]$/.test(event.key)) choose(Number(event.key) - 1);
    else if (Object.hasOwn(KEYS, event.key) && !scrolls && now()) KEYS[event.key]();
    else return;
    event.preventDefault();
}

function inField(event, field) {
    if (event.key === "Escape") $("who").focus();
    else if (event.key === "Enter" && (field === $("points") || (field === $("comment") && event.ctrlKey))) {
        event.preventDefault();
        if (field === $("comment")) comment(0);
        else if (!typed(0)) return;
        go(step(1), false);
        if (field === $("points")) field.select();
        else $("who").focus();
    }
}

$("previous").addEventListener("click", KEYS.k);
$("next").addEventListener("click", KEYS.j);
$("jump").addEventListener("change", () => go(Number($("jump").value), false));
$("help").addEventListener("click", KEYS["?"]);
$("none").addEventListener("click", KEYS[0]);
$("full").addEventListener("click", KEYS.f);
$("less").addEventListener("click", KEYS["-"]);
$("more").addEventListener("click", KEYS["+"]);
document.querySelectorAll(".step").forEach((button, i) => button.addEventListener("click", () => choose(i)));
$("points").addEventListener("input", () => typed(TYPING_MS));
$("points").addEventListener("blur", () => now() && drafts.send(now().id));
$("comment").addEventListener("input", () => comment(TYPING_MS));
$("comment").addEventListener("blur", () => now() && drafts.send(now().id));
$("mine").addEventListener("click", () => drafts.insist(now().id, states.get(now().id).given.data.now));
$("theirs").addEventListener("click", () => {
    const one = now();
    Object.assign(one, states.get(one.id).given.data.now);
    drafts.drop(one.id);
    states.delete(one.id);
    listed();
    fields(one);
});
for (const [id, otherwise] of [["open", "0"], ["anonymous", "1"], ["single", "1"]]) {
    $(id).checked = remembered(id, otherwise) === "1";
    $(id).addEventListener("change", () => remember(id, $(id).checked ? "1" : "0"));
}
$("anonymous").addEventListener("change", load);
document.addEventListener("keydown", key);
load();
