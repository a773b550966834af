/* A link to a folded figure opens it. Without this script it is still there, one click further on. */
(() => {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    if (target) target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  window.addEventListener("DOMContentLoaded", () => location.hash && open());
})();

/* Buttons that copy a citation. They are hidden until this script can serve them. */
(() => {
  const select = (node) => {
    for (let fold = node; fold; fold = fold.parentElement) if (fold.tagName === "DETAILS") fold.open = true;
    const range = document.createRange();
    range.selectNodeContents(node);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  };
  const say = (button, words) => {
    const usual = button.dataset.usual || button.textContent;
    button.dataset.usual = usual;
    button.textContent = words;
    setTimeout(() => { button.textContent = usual; }, 2000);
  };
  const copy = async (button) => {
    const node = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(node.textContent);
      say(button, button.dataset.copied);
    } catch {
      select(node);
      say(button, document.execCommand("copy") ? button.dataset.copied : button.dataset.failed);
    }
  };
  window.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("button[data-copy]")) {
      button.setAttribute("aria-live", "polite");
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  });
})();
