"use strict";
(() => {
  const revision = () => document.getElementById("revision")?.value ?? "";
  const token = (element) => element.dataset.path;

  // Lists that can be dragged; the buttons beside each item do the same.
  const sortable = (root) => {
    for (const list of root.querySelectorAll(".sortable")) {
      if (list.dataset.ready) continue;
      list.dataset.ready = "yes";
      new Sortable(list, {
        forceFallback: true,
        handle: ".grip",
        onEnd: (moved) => {
          if (moved.oldIndex === moved.newIndex) return;
          const values = { op: "move", path: token(moved.item), to: moved.newIndex, revision: revision() };
          htmx.ajax("POST", "/edit", { source: list, target: "#screen", values });
        },
      });
    }
  };
  htmx.onLoad(sortable);

  // Every change says for which revision it is meant.
  addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "post") event.detail.parameters.revision ??= revision();
  });
  addEventListener("htmx:beforeSwap", (event) => {
    const wrong = event.detail.xhr.status === 422;
    event.detail.requestConfig.elt?.toggleAttribute?.("aria-invalid", wrong);
    if (wrong) event.detail.requestConfig.elt.setAttribute("aria-invalid", "true");
  });

  // What was open stays open, and the values offered are those of the issue chosen.
  let open = [];
  let focused = "";
  addEventListener("htmx:beforeSwap", () => {
    focused = document.activeElement?.id || focused;
    open = [...document.querySelectorAll("details[open][id]")].map((part) => part.id);
  });
  const narrow = (root) => {
    for (const choice of root.querySelectorAll("select[data-narrows]")) {
      const values = document.getElementById(choice.dataset.narrows);
      for (const group of values.querySelectorAll("optgroup")) {
        const shown = group.dataset.of === choice.value;
        group.hidden = group.disabled = !shown;
        if (shown && !group.contains(values.selectedOptions[0])) values.value = group.firstElementChild.value;
      }
    }
  };
  htmx.onLoad((root) => {
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    narrow(root);
    const here = document.querySelector("#screens [aria-current]");
    if (here) here.closest("nav").scrollLeft = here.offsetLeft - innerWidth / 3;
  });
  addEventListener("change", (event) => {
    if (event.target.matches?.("select[data-narrows]")) narrow(event.target.form);
  });

  // A file is sent as it is.
  addEventListener("change", async (event) => {
    const to = event.target.dataset?.upload;
    const file = event.target.files?.[0];
    if (!to || !file) return;
    const sent = await fetch(`${to}?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
    if (sent.redirected) location.assign(sent.url);
    else {
      const into = sent.ok ? event.target.dataset.into ?? "notice" : "notice";
      htmx.swap(`#${into}`, await sent.text(), { swapStyle: "innerHTML" });
      if (into === "screen") htmx.trigger(document.body, "revised");
    }
  });

  // From a problem to its line in the text.
  addEventListener("click", (event) => {
    const line = event.target.closest?.("[data-line]")?.dataset.line;
    const text = document.getElementById("text");
    if (!line || !text) return;
    const lines = text.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    text.focus();
    text.setSelectionRange(start, start + lines[line - 1].length);
    text.scrollTop = (line - 4) * (text.scrollHeight / lines.length);
  });

  // A field is committed by Enter and taken back by Escape.
  addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key === "Escape" && field.matches?.("input, textarea") && "defaultValue" in field) {
      field.value = field.defaultValue;
      return;
    }
    if (event.key === "Delete" && field.closest?.("[data-item]") && !field.matches("input, textarea, select")) {
      field.closest("[data-item]").querySelector("[data-delete]")?.click();
    }
  });

  // Cards are decided and gone through by the keys that the terminal has, too.
  let reviewing = false;
  addEventListener("htmx:afterSettle", () => {
    if (reviewing) document.querySelector("[data-card].proposed")?.focus();
    reviewing = false;
  });
  addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const step = { s: "nextElementSibling", b: "previousElementSibling" }[event.key];
    if (step) card[step]?.focus();
    else {
      reviewing = ["a", "r", "u"].includes(event.key);
      card.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  });

  // A point of the frontier chooses the package that the list beside it names.
  addEventListener("click", (event) => {
    const mark = event.target.closest?.("#frontier svg [aria-label]");
    if (!mark) return;
    const said = mark.getAttribute("aria-label");
    for (const button of document.querySelectorAll("[data-choose]")) {
      if (said.startsWith(button.dataset.choose + " ·")) button.click();
    }
  });

  // What other windows, a text editor and the analyses do.
  const dirty = () => {
    const field = document.activeElement;
    return field && field.closest("#screen") && "defaultValue" in field && field.value !== field.defaultValue;
  };
  if (document.body.dataset.events) {
    const events = new EventSource(document.body.dataset.events);
    let latest = { revision: revision(), answered: [] };
    let answers = 0;
    let outside = 0;
    const busy = () => document.querySelector(".htmx-request, .htmx-swapping");
    const lookAtAnswers = () => {
      if (busy()) return void (answers = setTimeout(lookAtAnswers, 100));
      for (const panel of document.querySelectorAll("[data-answer]")) {
        const ready = latest.answered.includes(panel.dataset.answer);
        if (ready && panel.dataset.revision !== latest.revision) {
          htmx.trigger(panel, "ready");
          htmx.trigger(document.body, `answered-${panel.dataset.answer}`);
        }
      }
    };
    // What this window itself has just changed is not from outside: it waits for the newest word.
    const lookAtFile = () => {
      if (busy()) return void (outside = setTimeout(lookAtFile, 100));
      if (latest.revision === revision() || dirty()) return;
      htmx.ajax("GET", location.pathname + location.search, "#screen");
      htmx.trigger(document.body, "outside");
    };
    events.onmessage = (message) => {
      latest = JSON.parse(message.data);
      clearTimeout(answers);
      clearTimeout(outside);
      answers = setTimeout(lookAtAnswers, 50);
      outside = setTimeout(lookAtFile, 600);
    };
    addEventListener("pagehide", () => events.close());
  }
})();
