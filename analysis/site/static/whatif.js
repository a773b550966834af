/* What if: the figures follow the sliders. Every number is in the page; nothing is computed and nothing is loaded. */
(() => {
  const WIDTH = 100, PAUSE = 300;

  const place = (row, part, left, right, top) => {
    const bar = row.querySelector(`.hr-strip-${part}`);
    bar.setAttribute("x", ((left / top) * WIDTH - (left === right ? 0.5 : 0)).toFixed(2));
    if (left !== right) bar.setAttribute("width", (((right - left) / top) * WIDTH).toFixed(2));
  };

  const NOTHING = "–";

  const show = (row, figure, point, unsettled) => {
    const found = figure.points[point];
    const [value, words, median, low90, high90, low50, high50] = found || [NOTHING, unsettled];
    row.querySelector("b").textContent = value;
    row.querySelector(".hr-span").textContent = words;
    row.querySelector(".hr-strip").style.visibility = found ? "" : "hidden";
    if (!found) return;
    place(row, "90", low90, high90, figure.top);
    place(row, "50", low50, high50, figure.top);
    place(row, "median", median, median, figure.top);
  };

  const start = () => {
    const data = JSON.parse(document.getElementById("hr-whatif-grid").textContent);
    const form = document.getElementById("hr-whatif");
    const status = document.getElementById("hr-whatif-status");
    const rows = [...document.querySelectorAll("[data-figure]")];
    const lead = data.figures[rows[0].dataset.figure];
    let waiting = 0;

    const assumed = () => data.axes.filter((axis) => Number(form.elements[axis.name].value) !== axis.usual)
      .map((axis) => ({ name: axis.name, text: `${axis.name}=${axis.values[form.elements[axis.name].value]}` }));
    const pointOf = (figure, moved) => moved.filter((one) => figure.axes.includes(one.name))
      .map((one) => one.text).join(" ") || "published";

    const say = (moved) => {
      const [value, words] = lead.points[pointOf(lead, moved)] || [NOTHING, data.unsettled];
      const told = { label: lead.label, value: `${value} ${lead.unit}`.trim(), band: words };
      status.textContent = moved.length
        ? data.status.replace(/{(label|value|band)}/g, (_, part) => told[part])
        : data.now;
    };

    const update = () => {
      for (const axis of data.axes) {
        const input = form.elements[axis.name];
        const words = axis.words[input.value];
        input.setAttribute("aria-valuetext", words);
        input.parentElement.querySelector("output").textContent = words;
      }
      const moved = assumed();
      for (const row of rows) {
        const figure = data.figures[row.dataset.figure];
        show(row, figure, pointOf(figure, moved), data.unsettled);
      }
      document.getElementById("hr-whatif-command").textContent = [data.command, ...moved.map((one) => `--assume ${one.text}`)].join(" ");
      clearTimeout(waiting);
      waiting = setTimeout(say, PAUSE, moved);
    };

    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(update));
    form.hidden = false;
  };
  start();
})();
