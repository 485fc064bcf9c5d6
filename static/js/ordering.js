// The order of a list: the buttons move the row without a new page and keep the focus; the mouse may drag it by its handle.
"use strict";

(() => {
  const rowOf = (element) => element?.closest?.("[data-order-row]");
  const listOf = (row) => row.closest("[data-ordering]");
  const rowsOf = (list) => [...list.querySelectorAll("[data-order-row]")].filter((row) => listOf(row) === list);
  const token = () => document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1];
  const own = (row, selector) => [...row.querySelectorAll(selector)].find((element) => rowOf(element) === row);

  const announce = (text, politeness = "polite") => {
    const region = document.getElementById(`live-${politeness}`);
    region.textContent = "";
    window.setTimeout(() => (region.textContent = text), 50);
  };

  const arrange = (list, order) => {
    const rows = new Map(rowsOf(list).map((row) => [row.dataset.orderRow, row]));
    const known = order.map((pk) => rows.get(String(pk))).filter(Boolean);
    known.forEach((row) => row.parentElement.append(row));
    known.forEach((row, index) => {
      const form = own(row, "[data-order-form]");
      const isAtEnd = { up: index === 0, down: index === known.length - 1 };
      form?.querySelectorAll("button").forEach((button) => {
        if (isAtEnd[button.value]) button.setAttribute("aria-disabled", "true");
        else button.removeAttribute("aria-disabled");
      });
    });
  };

  const send = async (form, to) => {
    const body = new FormData(form);
    body.set("to", to);
    const headers = { Accept: "application/json", "X-CSRFToken": token() ?? body.get("csrfmiddlewaretoken") };
    const answer = await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.redirected || !isOurs) throw new Error(answer.status);
    return answer.json();
  };

  // One move at a time; whatever fails, the page itself is asked, which says what is wrong.
  let last = Promise.resolve();
  const move = (row, to, focused) => {
    const form = own(row, "[data-order-form]");
    last = last.then(async () => {
      try {
        const { order, words } = await send(form, to);
        if (order) arrange(listOf(row), order);
        focused?.focus();
        announce(words, order ? "polite" : "assertive");
      } catch {
        window.location.reload();
      }
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-order-form]");
    if (!form || !rowOf(form) || !event.submitter) return;
    event.preventDefault();
    move(rowOf(form), event.submitter.value, event.submitter);
  });

  // --- by mouse
  let dragged = null;
  let before = [];
  const order = (list) => rowsOf(list).map((row) => row.dataset.orderRow);

  document.querySelectorAll("[data-order-handle]").forEach((handle) => {
    handle.hidden = false;
    handle.draggable = true;
  });
  document.addEventListener("dragstart", (event) => {
    const row = event.target.closest?.("[data-order-handle]") && rowOf(event.target);
    if (!row) return;
    dragged = row;
    before = order(listOf(row));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.orderRow);
    event.dataTransfer.setDragImage(row, 8, 8);
    window.setTimeout(() => row.classList.add("is-dragged"));
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    let over = rowOf(event.target);
    while (over && listOf(over) !== listOf(dragged)) over = rowOf(over.parentElement);
    if (!over) return;
    event.preventDefault();
    if (over === dragged) return;
    const middle = over.getBoundingClientRect();
    if (event.clientY < middle.top + middle.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("drop", (event) => {
    if (dragged) event.preventDefault();
  });
  document.addEventListener("dragend", (event) => {
    if (!dragged) return;
    const row = dragged;
    const list = listOf(row);
    dragged = null;
    row.classList.remove("is-dragged");
    if (event.dataTransfer.dropEffect === "none") return arrange(list, before);
    const place = order(list).indexOf(row.dataset.orderRow);
    if (place !== before.indexOf(row.dataset.orderRow)) move(row, String(place + 1), null);
  });
})();
