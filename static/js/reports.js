// A figure or phrase of the palette goes where the caret stands in the text being written; printing the page.
const box = document.querySelector("textarea[data-tokens]");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) { print(); return; }
  const button = event.target.closest("[data-put]");
  if (!button || !box) return;
  const { selectionStart: from, selectionEnd: to } = box;
  box.setRangeText(button.dataset.put, from, to, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
