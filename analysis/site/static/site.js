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
