"use strict";
(() => {
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  document.body.append(tip);
  let here = null;
  const leave = () => {
    tip.hidden = true;
    if (here) here.classList.remove("here");
    here = null;
  };
  const show = (mark, x, y) => {
    if (here && here !== mark) here.classList.remove("here");
    here = mark;
    tip.textContent = mark.getAttribute("aria-label");
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, x - box.width / 2), innerWidth - box.width - 8);
    const above = y - box.height - 12;
    tip.style.left = left + "px";
    tip.style.top = (above > 4 ? above : y + 16) + "px";
  };
  for (const chart of document.querySelectorAll("svg.chart")) {
    const named = [...chart.querySelectorAll("[aria-label]")];
    const marks = [...new Map(named.map((m) => [m.getAttribute("aria-label"), m])).values()];
    if (!marks.length) continue;
    for (const title of chart.querySelectorAll("title")) title.remove();
    chart.setAttribute("tabindex", "0");
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-description", document.body.dataset.hint);
    let at = -1;
    const go = (to) => {
      at = (to + marks.length) % marks.length;
      const box = marks[at].getBoundingClientRect();
      show(marks[at], box.left + box.width / 2, box.top);
      marks[at].classList.add("here");
    };
    chart.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) go(at < 0 && step < 0 ? marks.length - 1 : at + step);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(marks.length - 1);
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
    });
    chart.addEventListener("blur", () => { at = -1; leave(); });
    chart.addEventListener("pointermove", (event) => {
      const mark = event.target.closest("[aria-label]");
      if (mark && mark !== chart) show(mark, event.clientX, event.clientY);
      else leave();
    });
    chart.addEventListener("pointerleave", leave);
  }
  addEventListener("scroll", leave, { passive: true });
})();
