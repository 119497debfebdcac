// The grid under a meeting. Each row is a form of its own, sent alone under its own key (`once`): the server makes one
// opinion of it however often it is sent. What is not yet saved stays in this browser until it is; a voter's name is
// never kept there.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const grid = $("#grid"), list = $("#rows"), net = $("#net");
const KEY = `draft:${document.body.dataset.user}:entry:${grid.dataset.meeting}`;
const KEPT = ["once", "title", "field", "competence", "answer", "same_as"];
const WAIT = 5000;

const uuid = () => crypto.randomUUID ? crypto.randomUUID()
  : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const rows = () => $$("[data-row]", list);
const value = (row, name) => row.elements[name].value.trim();
const say = (row, text) => { $("[data-state]", row).textContent = text; };

function wrong(row, errors) {
  const box = $("[data-errors-here]", row);
  box.hidden = !errors;
  box.textContent = errors ? Object.values(errors).join(" ") : "";
  for (const el of row.elements) if (el.name) el.removeAttribute("aria-invalid");
  for (const name of Object.keys(errors || {})) row.elements[name]?.setAttribute("aria-invalid", "true");
}

function number() { rows().forEach((row, n) => { $("[data-n]", row).textContent = n + 1; }); }

// --- the draft ---------------------------------------------------------------------------------------------

const unsaved = (row) => value(row, "title") && row.dataset.sent !== typed(row);
function typed(row) { return JSON.stringify(KEPT.slice(1).concat("voter").map((name) => value(row, name))); }

function keep() {
  const left = rows().filter(unsaved).map((row) => ({
    ...Object.fromEntries(KEPT.map((name) => [name, row.elements[name].value])),
    entered: "entered" in row.dataset, same_code: row.dataset.sameCode || "",
  }));
  try {
    if (left.length) localStorage.setItem(KEY, JSON.stringify({ at: Date.now(), rows: left }));
    else localStorage.removeItem(KEY);
  } catch { /* a full store: the rows are still on the page */ }
}

function add(values = {}, before = null) {
  const row = $("#blank-row").content.firstElementChild.cloneNode(true);
  list.insertBefore(row, before);
  row.elements.once.value = values.once || uuid();
  for (const name of KEPT.slice(1)) if (values[name]) row.elements[name].value = values[name];
  number();
  return row;
}

function restore() {
  let kept;
  try { kept = JSON.parse(localStorage.getItem(KEY)); } catch { kept = null; }
  const known = new Set(rows().map((row) => row.elements.once.value));
  for (const values of kept?.rows || []) {
    if (known.has(values.once)) continue;
    const row = add(values, list.firstElementChild);
    if (values.same_as) row.dataset.sameCode = values.same_code;
    if (values.entered) queue(row);
    else say(row, "bản nháp, Enter để lưu");
  }
}

// --- sending, one row after the other ----------------------------------------------------------------------

const waiting = [];
let busy = false, timer = 0;

function queue(row) {
  if (!value(row, "title") || row.dataset.sent === typed(row)) return;
  if (!waiting.includes(row)) waiting.push(row);
  row.dataset.entered = "";
  say(row, "đang gửi");
  keep();
  pump();
}

async function pump() {
  if (busy || !waiting.length) return;
  busy = true;
  const row = waiting[0];
  const what = typed(row);
  const [outcome, said] = await send(row);
  busy = false;
  if (outcome === "later") {
    net.hidden = false;
    net.textContent = "Chưa gửi được. Các dòng được giữ ở máy này và tự gửi lại.";
    for (const one of waiting) say(one, "chờ gửi lại");
    clearTimeout(timer);
    timer = setTimeout(pump, WAIT);
    return;
  }
  waiting.shift();
  net.hidden = true;
  if (outcome === "saved") {
    row.dataset.saved = "";
    const same = typed(row) === what;  // else it was changed while it was on its way, and goes once more
    if (same) row.elements.field.value = said.field;
    row.dataset.sent = same ? typed(row) : what;
    told(row, said);
    if (!same) queue(row);
  }
  keep();
  pump();
}

function told(row, said) {
  const link = Object.assign(document.createElement("a"), { href: said.url, textContent: `Đã lưu ${said.code}` });
  $("[data-state]", row).replaceChildren(link, said.moved ? ` · ${said.state}` : "");
  $("#count").textContent = said.count;
}

async function send(row) {
  const token = $("[name=csrfmiddlewaretoken]", row).value;
  let answer, said;
  try {
    answer = await fetch(grid.dataset.rowUrl, {
      method: "POST", body: new FormData(row), headers: { Accept: "application/json", "X-CSRFToken": token },
      signal: AbortSignal.timeout(20000), redirect: "manual",
    });
    said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  } catch { return ["later"]; }
  if (answer.status === 0 || answer.type === "opaqueredirect" || (answer.status === 403 && !said)) {
    net.hidden = false;
    net.textContent = "Phiên đăng nhập đã hết. Đăng nhập lại rồi mở lại trang này: các dòng chưa gửi vẫn còn ở máy.";
    say(row, "chưa gửi");
    return ["refused"];
  }
  if (answer.status >= 500 || answer.status === 429) return ["later"];
  if (!answer.ok || !said) {
    wrong(row, said?.errors || { "": "Máy chủ không nhận dòng này. Tải lại trang rồi thử lại." });
    say(row, "chưa lưu");
    return ["refused"];
  }
  wrong(row, null);
  return ["saved", said];
}
addEventListener("online", pump);

// --- the keyboard -------------------------------------------------------------------------------------------

function step(row, by, name) {
  const all = rows();
  let next = all[all.indexOf(row) + by];
  if (!next && by > 0) {
    next = add({}, null);
    next.elements.competence.value = row.elements.competence.value;
  }
  next?.elements[name || "title"].focus();
}

list.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-row]");
  if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(row, event.key === "ArrowDown" ? 1 : -1, event.target.name);
  } else if (event.altKey && event.code === "KeyL") {
    event.preventDefault();
    nextLink(row);
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.stopPropagation();
    for (const one of rows()) queue(one);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.target.closest("button, a")) {
    event.preventDefault();
    event.stopPropagation();
    if (!value(row, "title")) return;
    queue(row);
    step(row, 1);
  }
}, true);
list.addEventListener("submit", (event) => {
  event.preventDefault();
  queue(event.target);
});

let typing = 0;
list.addEventListener("input", (event) => {
  const row = event.target.closest("[data-row]");
  if (row.dataset.sent) say(row, "đã sửa, Enter để lưu lại");
  clearTimeout(typing);
  typing = setTimeout(keep, 300);
  if (event.target.name === "field") row.dataset.chosen = "";
  if (event.target.name === "title") look(row);
});
addEventListener("pagehide", keep);

// --- what the words suggest ----------------------------------------------------------------------------------

let asking = 0, asked = 0, looked = null;
function look(row) {
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const mine = ++asked, text = value(row, "title");
    if (text.length < 8) return;
    try {
      const answer = await fetch(`${grid.dataset.hintUrl}?${new URLSearchParams({ "noi-dung": text.slice(0, 2000) })}`, { redirect: "error" });
      if (!answer.ok || mine !== asked) return;
      const said = await answer.json();
      if (said.field && !("chosen" in row.dataset)) row.elements.field.value = said.field;
      $("#similar").innerHTML = said.found ? said.similar : "";
      looked = row;
    } catch { /* without the network nothing is suggested; the server does it when the row is saved */ }
  }, 450);
}

// The row says the same as one that is there: it is linked as soon as it is saved. Alt+L goes through those shown.
function link(row, button) {
  row.elements.same_as.value = button?.dataset.same || "";
  row.dataset.sameCode = button?.dataset.code || "";
  say(row, button ? `sẽ liên kết ${button.dataset.code}, Enter để lưu` : "không liên kết");
  keep();
}
function nextLink(row) {
  const found = looked === row ? $$("#similar [data-same]") : [];
  const at = found.findIndex((button) => button.dataset.same === row.elements.same_as.value);
  if (found.length) link(row, found[at + 1]);
}
$("#similar").addEventListener("click", (event) => {
  const button = event.target.closest("[data-same]");
  if (!button || !looked) return;
  link(looked, button);
  looked.elements.title.focus();
});
$("#save-all").addEventListener("click", () => { for (const row of rows()) queue(row); });

// --- pasted from Word or Excel ---------------------------------------------------------------------------------

async function split(text) {
  const body = new FormData();
  body.set("pasted", text);
  const token = $("#paste [name=csrfmiddlewaretoken]").value;
  const answer = await fetch(grid.dataset.splitUrl, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).rows;
}

function put(found, row) {
  let place = row;
  for (const values of found) {
    const target = place && !value(place, "title") ? place : add({}, place ? place.nextElementSibling : null);
    target.elements.title.value = values.title;
    target.elements.field.value = values.field;
    if (row && !target.elements.competence.value) target.elements.competence.value = row.elements.competence.value;
    place = target;
  }
  keep();
  (row || rows()[0])?.elements.title.focus();
  net.hidden = false;
  net.textContent = `Đã tách thành ${found.length} dòng. Xem lại, Enter lưu từng dòng, Ctrl+Enter lưu mọi dòng.`;
}

list.addEventListener("paste", async (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (event.target.name !== "title" || !/\n.*\S/s.test(text.trim())) return;
  event.preventDefault();
  const row = event.target.closest("[data-row]");
  try { put(await split(text), row); } catch {
    event.target.setRangeText(text, event.target.selectionStart, event.target.selectionEnd, "end");
    keep();
    net.hidden = false;
    net.textContent = "Chưa tách được thành dòng vì mất mạng; đoạn dán được giữ nguyên trong ô.";
  }
});
$("#paste").addEventListener("submit", async (event) => {
  const box = event.target.elements.pasted;
  if (!box.value.trim()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  try {
    const found = await split(box.value);
    put(found, rows().find((row) => !value(row, "title")));
    box.value = "";
  } catch {
    net.hidden = false;
    net.textContent = "Chưa tách được. Kiểm tra mạng rồi bấm lại; đoạn dán vẫn còn.";
  }
});

number();
restore();
(rows().find((row) => !value(row, "title")) || rows()[0]).elements.title.focus();
