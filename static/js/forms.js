// Long forms: errors first, Ctrl+Enter, files, rows that can be added, a draft that survives.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Errors first; else the cursor waits in the first field of the page's form.
const errors = $("[data-errors]");
if (errors) errors.focus();
else if (document.activeElement === document.body) {
  $("main form.card[method=post] .row :is(input:not([type=hidden], [type=file]), select, textarea)")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[method=post]");
  const button = form && $(".bar button:not([type=button]), button:not([type=button])", form);
  if (button) { event.preventDefault(); form.requestSubmit(button); }
});

// A file field says in the portal's words, not in the browser's, what to press and what was chosen. The field
// itself lies unseen over them: it takes the click, the key, the dropped file and the label as ever.
function dress(root) {
  for (const input of $$("input[type=file]", root)) {
    if (input.closest(".filepick")) continue;
    const pick = document.createElement("span");
    pick.className = "filepick";
    pick.innerHTML = `<span class="btn" aria-hidden="true">Chọn tệp</span><span class="picked" aria-hidden="true"></span>`;
    input.before(pick);
    pick.prepend(input);
    const say = () => {
      const names = [...input.files].map((file) => file.name);
      pick.lastElementChild.textContent = names.length > 1 ? `${names.length} tệp: ${names.join(", ")}` : names[0] ?? "Chưa chọn tệp nào";
      pick.classList.toggle("full", names.length > 0);
    };
    input.addEventListener("change", say);
    input.form?.addEventListener("reset", () => setTimeout(say));
    addEventListener("pageshow", say);
    say();
  }
}
dress(document);
document.addEventListener("htmx:load", (event) => dress(event.target));

for (const group of $$("[data-formset]")) {
  const count = $(`[name="${group.dataset.formset}-TOTAL_FORMS"]`, group);
  const button = $("[data-add]", group);
  button.hidden = false;
  button.addEventListener("click", () => {
    const body = $("tbody", group);
    body.insertAdjacentHTML("beforeend", $("template", group).innerHTML.replaceAll("__prefix__", count.value));
    count.value = Number(count.value) + 1;
    window.htmx?.process(body.lastElementChild);
    dress(body.lastElementChild);
    $("input:not([type=hidden]), select, textarea", body.lastElementChild)?.focus();
  });
}

// Drafts. Kept per person and form in localStorage for three days; never a password, a file, a hidden
// field or one marked data-private. Dropped when the page after a submit says that it was saved
// ([data-draft-clear], which every success message carries), and at logout.
const PREFIX = `draft:${document.body.dataset.user}:`;
const SENT = "draft-sent";
const DAYS = 3 * 86400e3;

const kept = (form) => [...form.elements].filter((el) => el.name && !el.closest("[data-private]")
  && !["password", "file", "hidden", "submit", "button", "fieldset"].includes(el.type));
const read = (form) => Object.fromEntries(kept(form).map((el, i) => {
  const value = el.multiple ? [...el.selectedOptions].map((o) => o.value) : /checkbox|radio/.test(el.type) ? el.checked : el.value;
  return [`${el.name}#${/checkbox|radio/.test(el.type) ? el.value : ""}`, value];
}));
function write(form, values) {
  for (const el of kept(form)) {
    const value = values[`${el.name}#${/checkbox|radio/.test(el.type) ? el.value : ""}`];
    if (value === undefined) continue;
    if (el.multiple) for (const option of el.options) option.selected = value.includes(option.value);
    else if (/checkbox|radio/.test(el.type)) el.checked = value;
    else el.value = value;
    el.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
const load = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const drafts = () => Object.keys(localStorage).filter((key) => key.startsWith("draft:"));

for (const key of drafts()) if (!(Date.now() - load(key)?.at < DAYS)) localStorage.removeItem(key);

const sent = sessionStorage.getItem(SENT);
const saved = $("[data-draft-clear]");
if (saved) localStorage.removeItem(saved.dataset.draftClear ? PREFIX + saved.dataset.draftClear : sent);
if (saved || $("form[data-bound]")) sessionStorage.removeItem(SENT);

$("form[data-logout]")?.addEventListener("submit", () => {
  for (const key of drafts()) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
});

const clock = (date) => date.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

function offer(form, key, draft) {
  const note = document.createElement("div");
  note.className = "note doing";
  note.setAttribute("role", "status");
  const at = new Date(draft.at);
  const when = `${clock(at)} ngày ${at.getDate()}/${at.getMonth() + 1}`;
  note.innerHTML = `<p>Có bản nháp chưa lưu, gõ lúc ${when}.</p><p class="acts"><button class="btn main" type="button">Lấy lại bản nháp</button><button class="btn" type="button">Bỏ bản nháp</button></p>`;
  const [take, drop] = $$("button", note);
  take.addEventListener("click", () => { write(form, draft.values); note.remove(); kept(form)[0]?.focus(); });
  drop.addEventListener("click", () => { localStorage.removeItem(key); note.remove(); kept(form)[0]?.focus(); });
  const box = document.createElement("div");
  box.className = "in";
  box.append(note);
  form.prepend(box);
  for (const button of [take, drop]) button.addEventListener("click", () => box.remove());
}

for (const form of $$("form[data-draft]")) {
  const key = PREFIX + form.dataset.draft;
  const first = JSON.stringify(read(form));
  const draft = load(key);
  if (draft && !("bound" in form.dataset) && JSON.stringify(draft.values) !== first) offer(form, key, draft);
  const state = $("[data-draft-state]", form);
  let timer;
  const keep = () => {
    clearTimeout(timer);
    const values = read(form);
    if (JSON.stringify(values) === first) return;
    try { localStorage.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { return; }
    if (state) state.textContent = ` · đã giữ bản nháp lúc ${clock(new Date())}`;
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 600); });
  form.addEventListener("submit", () => { keep(); sessionStorage.setItem(SENT, key); });
  addEventListener("pagehide", () => { if (timer) keep(); });
}
