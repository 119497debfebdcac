// The frame: search key, menus that close, rows that open, filters, dates, no double submit.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

// "/" goes to the search box, Escape folds an open menu.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.ctrlKey && !event.altKey && !event.metaKey && !typing(event.target)) {
    const box = $("#top-q");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  if (event.key === "Escape") {
    for (const menu of $$("details.drop[open], details.menu[open]")) {
      menu.open = false;
      if (menu.contains(event.target)) $("summary", menu).focus();
    }
  }
});
document.addEventListener("click", (event) => {
  for (const menu of $$("details.drop[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A row opens where it is clicked; its link in the first cell serves the keyboard.
function openRow(event) {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.defaultPrevented || event.target.closest("a, button, input, select, label, summary")) return;
  if (getSelection().toString()) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) open(row.dataset.href, "_blank", "noopener");
  else if (event.button === 0) location.assign(row.dataset.href);
}
document.addEventListener("click", openRow);
document.addEventListener("auxclick", openRow);
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("tr[data-href] a.open")) return;
  const links = $$("tr[data-href] a.open", event.target.closest("tbody"));
  const next = links[links.indexOf(event.target) + step];
  if (next) { event.preventDefault(); next.focus(); }
});

// Filters: an empty one stays out of the address; the new count is said aloud.
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-filters]")) return;
  for (const [key, value] of [...event.formData]) if (value === "") event.formData.delete(key);
});
// The text filter already asked while it was typed; leaving it must not ask again.
document.addEventListener("change", (event) => { if (event.target.matches(".filters .q")) event.stopPropagation(); }, true);
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-filters]");
  if (form && !window.htmx) form.requestSubmit();
});
// A table wider than its card can be scrolled with the keyboard.
function reach() {
  for (const box of $$(".scroll")) if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
}
reach();
addEventListener("resize", reach);

document.addEventListener("htmx:afterSettle", () => {
  reach();
  const said = $("#said"), total = $("#total");
  if (said && total) said.className = "sr";
  if (said && total) said.textContent = `${total.textContent.trim()} kết quả`;
});

// An expired login answers with another page: go there. A failure is said in place of the count.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (target?.id !== "results" || xhr.status >= 400 || xhr.responseText.includes('id="results"')) return;
  event.detail.shouldSwap = false;
  location.reload();
});
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, () => {
    const said = $("#said");
    if (said) { said.className = "thin"; said.textContent = "Chưa lấy được danh sách mới. Kiểm tra mạng rồi thử lại."; }
  });
}

// Dates: 5/9, 05092022, 5-9-22 become dd/mm/yyyy when the field is left. The server reads them alike.
function readDate(text) {
  let parts = text.trim().split(/[\s./-]+/);
  if (parts.length === 1 && /^(\d{4}|\d{6}|\d{8})$/.test(parts[0])) parts = [parts[0].slice(0, 2), parts[0].slice(2, 4), parts[0].slice(4)];
  if (parts.length < 2 || parts.length > 3 || !parts.every((part, i) => /^\d*$/.test(part) && (part || i === 2))) return null;
  const [day, month] = parts.map(Number);
  let year = parts[2] ? Number(parts[2]) : new Date().getFullYear();
  if (parts[2] && parts[2].length !== 4) { if (parts[2].length !== 2) return null; year += 2000; }
  const date = new Date(year, month - 1, day);
  if (date.getMonth() !== month - 1 || date.getDate() !== day) return null;
  return [day, month].map((n) => String(n).padStart(2, "0")).join("/") + "/" + year;
}
document.addEventListener("focusout", (event) => {
  const input = event.target;
  if (!input.matches("input.date, input[data-date]") || !input.value) return;
  const clean = readDate(input.value);
  if (clean && clean !== input.value) {
    input.value = clean;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// One submit is enough; going back re-arms the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { for (const button of $$("button", form)) if (button.type === "submit") button.disabled = true; });
});
addEventListener("pageshow", () => {
  for (const form of $$("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of $$("button", form)) button.disabled = false;
  }
});

// A secret address is copied with one click where the browser lets us; elsewhere its field is there to copy from.
for (const button of $$("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    field.select();
    await navigator.clipboard.writeText(field.value);
    $("#copied").className = "small";
    $("#copied").textContent = "Đã chép đường dẫn.";
  });
}
for (const field of $$("[data-secret]")) field.addEventListener("focus", () => field.select());

for (const button of $$("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
