// The roll: how many are marked as present, told while it is called.
const box = document.querySelector("[data-rollcount]");
const form = box?.closest("form");
function count() {
  const rows = [...form.querySelectorAll(".choices")];
  const here = rows.filter((row) => ["present", "late", ""].includes(row.querySelector("input:checked")?.value ?? "none"));
  box.textContent = `${here.length}/${rows.length} đại biểu có mặt`;
}
if (form) { form.addEventListener("change", count); count(); }
