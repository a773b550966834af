// Put into pages while they are served, never into the built ones: reloads them, and shows what went wrong.
(() => {
  const shown = document.currentScript.dataset.built;
  const panel = document.createElement("section");
  panel.id = "hedgerow-served";
  panel.setAttribute("role", "alert");
  panel.style.cssText =
    "position:fixed;inset:0 0 auto 0;z-index:99999;max-height:70vh;overflow:auto;padding:1rem 1.5rem;" +
    "background:#fff4f2;color:#3b0d05;border-bottom:4px solid #b3261e;font:16px/1.5 system-ui,sans-serif";

  const element = (name, text, style = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    made.style.cssText = `color:inherit;background:none;border:0;margin:0;padding:0;${style}`;
    return made;
  };

  const show = ({ errors, building }) => {
    panel.replaceChildren();
    if (errors.length === 0) {
      panel.remove();
      return;
    }
    const state = building ? "Building anew …" : "The pages are those of the last build that worked.";
    panel.append(
      element("strong", errors.length === 1 ? "An error" : `${errors.length} errors`),
      element("p", state, "margin:.25rem 0 .5rem"),
      ...errors.map((line) => element("pre", line, "font:14px/1.5 monospace;white-space:pre-wrap;margin:.25rem 0")),
    );
    document.body.append(panel);
  };

  const events = new EventSource("/-/events");
  events.onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.built === shown) {
      show(state);
    } else {
      events.close();
      window.location.reload();
    }
  };
})();
