// Live screens: asks every two seconds with the tag of what it shows; 304 means nothing is new. Parts that changed are
// put in place one by one, never under somebody's typing. Acts are sent without leaving the page.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const box = $("[data-live]");
const lost = $("[data-live-lost]");
const wrong = $("[data-live-error]");
const EVERY = 2000;
let tag = "", failures = 0, offset = 0;
const seen = new Map(); // part id -> the server's own words for it

const typed = (part) => $$("input:not([type=hidden]), textarea, select", part).some((field) =>
  field.tagName === "SELECT" ? !field.options[field.selectedIndex]?.defaultSelected && field.selectedIndex > 0 : field.value !== field.defaultValue);

function put(html, own = "") {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of [...fresh.body.children]) {
    const old = part.id && document.getElementById(part.id);
    if (!old) continue;
    const words = part.outerHTML.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "");
    if (seen.get(part.id) === words) continue;
    if (part.id !== own && typed(old)) continue; // comes when the field is empty again
    const focus = old.contains(document.activeElement) ? place(old, document.activeElement) : null;
    const open = $$("details", old).map((item) => item.open);
    old.replaceWith(document.adoptNode(part));
    $$("details", part).forEach((item, n) => { item.open = open[n] ?? item.open; });
    if (focus) find(part, focus)?.focus();
    seen.set(part.id, words);
  }
  tick();
}
const place = (root, el) => ({ key: el.dataset.key, name: el.name, value: el.value, action: el.form?.getAttribute("action") });
function find(root, { key, name, value, action }) {
  const all = $$("button, input:not([type=hidden]), select, textarea, a", root);
  return all.find((el) => key && el.dataset.key === key)
    || all.find((el) => el.form?.getAttribute("action") === action && el.name === name && (el.tagName !== "BUTTON" || el.value === value))
    || all.find((el) => el.tagName === "BUTTON");
}

async function ask() {
  try {
    const answer = await fetch(box.dataset.live, { headers: { "X-Live": "1", "If-None-Match": tag }, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) { location.reload(); return; }
    if (answer.status === 200) { tag = answer.headers.get("ETag") || ""; put(await answer.text()); }
    else if (answer.status !== 304) throw new Error(answer.status);
    failures = 0;
  } catch { failures += 1; }
  if (lost) lost.hidden = failures < 2;
}
async function run() {
  if (!document.hidden) await ask();
  setTimeout(run, EVERY * Math.min(1 + failures, 8));
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });

// Acts.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live-act]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const data = new FormData(form);
  if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
  const own = form.closest("[id]")?.id || "";
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Live": "1" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") { location.reload(); return; }
    const text = await answer.text();
    tell(answer.ok ? "" : answer.headers.get("Content-Type")?.startsWith("text/plain") ? text : "Không thực hiện được. Tải lại trang rồi thử lại.");
    if (answer.ok) { seen.delete(own); tag = answer.headers.get("ETag") || ""; put(text, own); }
  } catch { tell("Không gửi được. Kiểm tra mạng rồi thử lại."); }
  delete form.dataset.busy;
}, true);
function tell(text) {
  if (!wrong) return;
  wrong.hidden = !text;
  wrong.textContent = text;
  if (text) wrong.scrollIntoView({ block: "nearest" });
}

// One key, one act; while a field is typed into, keys are text.
const keys = $("[data-keys]");
if (keys) {
  keys.checked = localStorage.getItem("live-keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("live-keys", keys.checked ? "on" : "off"));
}
document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("input, textarea, select");
  if (event.key === "Escape" && field) { field.blur(); return; }
  if (field || event.ctrlKey || event.altKey || event.metaKey || event.repeat || (keys && !keys.checked)) return;
  const key = event.key.toLowerCase();
  if (!/^[a-z]$/.test(key)) return;
  const act = $(`[data-key="${key}"]`, box), goal = $(`[data-focus="${key}"]`, box);
  if (act) { event.preventDefault(); act.click(); } else if (goal) { event.preventDefault(); goal.focus(); goal.select?.(); }
});

// Clocks, by the server's time.
function tick() {
  const now = Date.now() + offset;
  for (const clock of $$("[data-since]", box)) {
    const gone = Math.max(0, Math.floor((now - Date.parse(clock.dataset.since)) / 1000));
    const quota = Number(clock.dataset.quota || 0) * 60;
    const shown = "left" in clock.dataset && quota ? quota - gone : gone;
    clock.textContent = `${shown < 0 ? "−" : ""}${clockText(Math.abs(shown))}`;
    clock.classList.toggle("spent", quota > 0 && gone > quota);
  }
}
function clockText(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

if (box) {
  offset = Date.parse(box.dataset.now) - Date.now();
  if (Math.abs(offset) < 1500) offset = 0;
  setInterval(tick, 1000);
  tick();
  setTimeout(run, EVERY);
}
