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
    const { parameters, verb } = event.detail;
    if (verb === "post") parameters.revision = event.target.dataset.revision ?? parameters.revision ?? revision();
    sent(event.target);
  });
  addEventListener("htmx:beforeSwap", (event) => {
    const elt = event.detail.requestConfig.elt;
    const wrong = event.detail.xhr.status === 422;
    elt?.toggleAttribute?.("aria-invalid", wrong);
    if (wrong) elt.setAttribute("aria-invalid", "true");
    if (event.detail.xhr.status >= 400) refuse(elt);
  });

  // What is drawn anew would swallow what is pressed, chosen from a list or composed: it waits.
  // So it does for what is typed into fields that are asked for one by one, and gone until then.
  let held = "";
  let letting = 0;
  const late = [];
  const hold = (until) => (held = until);
  const isTyping = (field = document.activeElement) => field?.closest("#screen .inner") && field.told !== undefined && stateOf(field) !== field.told;
  const release = (event) => {
    if (held.includes(event.type) && !event.buttons) held = "";
    if (!late.length) return;
    clearTimeout(letting);
    letting = setTimeout(() => held || isTyping() || late.splice(0).forEach((draw) => draw()), 50);
  };
  addEventListener("pointerdown", (event) => hold(event.target.matches("select") ? "change focusout pointermove" : "pointerup pointercancel dragend pointermove"), true);
  addEventListener("compositionstart", () => hold("compositionend focusout"), true);
  addEventListener("keydown", (event) => event.key === " " && hold("keyup change focusout"), true);
  for (const kind of ["pointerup", "pointercancel", "pointermove", "dragend", "compositionend", "keyup", "change", "focusout"]) addEventListener(kind, release, true);

  // What was typed and not sent, also what was refused, is taken over into what is drawn anew.
  const fieldsIn = (root) => root.querySelectorAll("input:not([type=hidden], [type=file]), textarea, select");
  const fieldsOf = (elt) => (elt.matches("form") ? fieldsIn(elt) : elt.matches("input, textarea, select") ? [elt] : elt.matches("form button") ? fieldsIn(elt.form) : []);
  const stateOf = (field) => (field.matches("[type=checkbox], [type=radio]") ? field.checked : field.value);
  const sent = (elt) => fieldsOf(elt).forEach((field) => ((field.told = stateOf(field)), (field.changed = false)));
  const refuse = (elt) => fieldsOf(elt).forEach((field) => (field.told = undefined));
  const sender = (field) => (field.matches("[hx-post]") ? field : field.form ?? field);
  const unsent = new Map();
  const keep = () => {
    for (const field of fieldsIn(document)) {
      if (!field.id) continue;
      unsent.delete(field.id);
      if (stateOf(field) === field.told) continue;
      const { changed, defaultValue, selectionStart, selectionEnd } = field;
      const wrong = field.getAttribute("aria-invalid");
      unsent.set(field.id, { state: stateOf(field), changed, defaultValue, selectionStart, selectionEnd, wrong, revision: sender(field).dataset.revision ?? revision() });
    }
  };
  const takeOver = (field) => {
    const kept = unsent.get(field.id);
    field.told = stateOf(field);
    if (!kept) return;
    unsent.delete(field.id);
    field.taken = true;
    field.changed = kept.changed;
    field[typeof kept.state === "boolean" ? "checked" : "value"] = kept.state;
    if (kept.wrong) field.setAttribute("aria-invalid", kept.wrong);
    if (kept.defaultValue !== field.defaultValue) sender(field).dataset.revision = kept.revision;
    if (field === document.activeElement && kept.selectionStart !== null) field.setSelectionRange?.(kept.selectionStart, kept.selectionEnd);
    if (field.changed) setTimeout(commit, 0, field);
  };
  const commit = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));
  addEventListener("change", (event) => (event.target.changed = true), true);
  // Browsers tell of no change where a text was put in by a script.
  const left = (event) => {
    const field = event.target;
    if (field.taken && field.matches("[hx-post]") && field.value !== field.told) commit(field);
  };
  addEventListener("focusout", left);

  // What is done while something typed is on its way comes after it; nothing does if that is refused.
  const typed = new Set();
  const after = [];
  addEventListener("htmx:confirm", (event) => {
    const { elt, etc, path, target, triggeringEvent, verb } = event.detail;
    const goes = elt.matches("a[hx-push-url]");
    if (!typed.size || !(goes || verb === "post")) return;
    event.preventDefault();
    if (triggeringEvent?.type === "change") return;
    const values = { ...htmx.values(elt, "post"), ...JSON.parse(elt.getAttribute("hx-vals") ?? "{}"), ...etc.values };
    sent(elt);
    after.push([elt, () => (goes ? location.assign(elt.href) : htmx.ajax("POST", path, { target, values }))]);
  });
  addEventListener("htmx:beforeRequest", ({ detail }) => {
    const { elt, requestConfig, xhr } = detail;
    const arrived = xhr.onload;
    const end = () => {
      typed.delete(xhr);
      for (const field of fieldsIn(document)) if (field.changed && field.told !== stateOf(field)) commit(field);
      if (typed.size) return;
      const fine = xhr.status > 0 && xhr.status < 400;
      for (const [one, act] of after.splice(0)) fine ? act() : refuse(one);
    };
    // An answer to what is drawn no more counts all the same; htmx looks for its places from there.
    const draw = () => {
      const gone = !elt.isConnected;
      if (gone) document.body.append(Object.assign(elt, { id: "" }));
      if (!detail.target.isConnected) detail.target = document.getElementById(detail.target.id) ?? detail.target;
      arrived();
      if (gone) elt.remove();
      end();
    };
    if (requestConfig.verb === "post" && requestConfig.triggeringEvent?.type === "change") typed.add(xhr);
    xhr.onload = () => (held || late.length || isTyping() ? late.push(draw) : draw());
    for (const kind of ["error", "abort"]) xhr.addEventListener(kind, end);
  });

  // What was open stays open, and the values offered are those of the issue chosen.
  let open = [];
  let focused = "";
  addEventListener("htmx:beforeSwap", (event) => {
    focused = document.activeElement?.id || focused;
    const elsewhere = event.detail.requestConfig.elt?.matches("[hx-push-url]");
    if (elsewhere) unsent.clear();
    else keep();
    const closed = (id) => !elsewhere && !document.getElementById(id);
    open = [...open.filter(closed), ...[...document.querySelectorAll("details[open][id]")].map((part) => part.id)];
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
    for (const field of root.matches("input, textarea, select") ? [root] : fieldsIn(root)) takeOver(field);
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
    if (event.key === "Enter" && !field.matches("textarea")) left(event);
    if (event.key === "Escape" && field.matches?.("input, textarea") && "defaultValue" in field) {
      field.value = field.told = field.defaultValue;
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
      if (latest.revision === revision()) return;
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
