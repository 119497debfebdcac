// The agenda's order by dragging and by Alt+arrow; the buttons serve where there is no script.
const root = document.querySelector("[data-arrange]");
const said = root?.querySelector("[data-said]");
const rows = (sitting) => [...sitting.querySelectorAll("tr[data-item]")];
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
let held = null, before = "";

const order = () => JSON.stringify([...root.querySelectorAll("[data-sitting]")].map((sitting) => [
  Number(sitting.dataset.sitting) || null, rows(sitting).map((row) => Number(row.dataset.item)),
]));

async function save(row) {
  if (order() === before) return;
  const data = new FormData();
  data.set("order", order());
  data.set("csrfmiddlewaretoken", token());
  const answer = await fetch(root.dataset.arrange, { method: "POST", body: data, headers: { "X-Live": "1" }, redirect: "manual" });
  if (answer.status !== 204) { location.reload(); return; }
  sessionStorage.setItem("agenda-row", row.dataset.item);
  location.reload(); // hours and numbers follow the order
}

function start(row) { held = row; before = order(); }

if (root) {
  root.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("tr[draggable]");
    if (!row) return;
    start(row);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.item);
    row.classList.add("held");
  });
  root.addEventListener("dragover", (event) => {
    if (!held) return;
    event.preventDefault();
    const over = event.target.closest("tr[data-item]");
    const sitting = event.target.closest("[data-sitting]");
    if (over && over !== held) {
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
    } else if (sitting && !rows(sitting).length) sitting.querySelector("tbody").append(held);
  });
  root.addEventListener("drop", (event) => { if (held) event.preventDefault(); });
  root.addEventListener("dragend", () => { if (held) { held.classList.remove("held"); save(held); held = null; } });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const row = event.target.closest?.("tr[draggable]");
    if (!row) return;
    event.preventDefault();
    row.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]").click();
    sessionStorage.setItem("agenda-row", row.dataset.item);
  });
  // After the page came back, the row that was moved has the cursor again.
  const moved = sessionStorage.getItem("agenda-row");
  if (moved) {
    sessionStorage.removeItem("agenda-row");
    const row = root.querySelector(`tr[data-item="${CSS.escape(moved)}"]`);
    const link = row?.querySelector("a.open");
    const back = () => { link.focus(); said.textContent = `Đã chuyển: ${link.textContent}`; };
    // Going to the #agenda of the address takes the cursor away, so it is set after that.
    if (link) addEventListener("load", () => setTimeout(back), { once: true });
  }
}
