// What plain pages cannot do: say that a request failed, put the focus where the answer is, keep unsaved text from vanishing.
"use strict";

(() => {
  const messages = document.getElementById("request-messages");
  const dirtyForms = new Set();

  // Signing in again changes the token while an old page stays open: the cookie always has the present one.
  const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-csrf|csrftoken)=([^;]+)/)?.[1];

  document.addEventListener("htmx:configRequest", (event) => {
    const token = csrfToken();
    if (!token || event.detail.verb === "get") return;
    event.detail.headers["X-CSRFToken"] = token;
    delete event.detail.parameters.csrfmiddlewaretoken;
  });
  document.addEventListener("submit", (event) => {
    const field = event.target.elements?.namedItem("csrfmiddlewaretoken");
    const token = csrfToken();
    if (field && token) field.value = token;
    if (!event.defaultPrevented) dirtyForms.delete(event.target);
  });

  // --- failures, shown beside the thing that failed
  const placeFor = (element) =>
    element.querySelector?.("[data-request-errors]") ?? element.closest("[data-request-errors]");

  const clearError = (element) => {
    document.querySelectorAll("[data-request-error]").forEach((notice) => {
      if (notice.dataset.requestError === (element.id || "page")) notice.remove();
    });
  };

  const showError = (element, kind) => {
    const source = element.closest("form") ?? element;
    clearError(source);
    const message = messages.content.querySelector(`[data-for="${kind}"]`).cloneNode(true);
    const notice = document.createElement("div");
    notice.className = "notice notice--error request-error";
    notice.dataset.requestError = source.id || "page";
    const text = document.createElement("div");
    text.className = "notice__text";
    const prefix = document.createElement("strong");
    prefix.textContent = `${messages.dataset.prefix} `;
    message.prepend(prefix);
    text.append(message);
    notice.append(text);
    const place = placeFor(source);
    if (place) place.append(notice);
    else if (source.matches("tr, td, li, form")) (source.matches("tr") ? source.cells[0] : source).append(notice);
    else source.after(notice);
    announce(message.textContent, "assertive");
  };

  const kindOf = (status) =>
    ({ 401: "signed-out", 403: "forbidden", 404: "missing", 410: "missing", 413: "large", 429: "many" })[status] ?? "failed";

  document.addEventListener("htmx:responseError", (event) => showError(event.detail.elt, kindOf(event.detail.xhr.status)));
  document.addEventListener("htmx:sendError", (event) => showError(event.detail.elt, "offline"));
  document.addEventListener("htmx:timeout", (event) => showError(event.detail.elt, "timeout"));

  // A request of someone signed out is redirected to the sign-in page, which must not land inside this one.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = event.detail.xhr.responseURL && new URL(event.detail.xhr.responseURL).pathname;
    const signIn = messages.dataset.signIn;
    if (!signIn || answered !== signIn || window.location.pathname === signIn) return;
    event.detail.shouldSwap = false;
    event.detail.isError = false;
    showError(event.detail.requestConfig.elt, "signed-out");
  });

  // --- after an answer
  const announce = (text, politeness) => {
    const region = document.getElementById(politeness === "assertive" ? "live-assertive" : "live-polite");
    region.textContent = "";
    window.setTimeout(() => (region.textContent = text.trim()), 50);
  };
  const everyMatch = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  const titleSaysError = (hasErrors) => {
    const prefix = `${messages.dataset.prefix} `;
    const title = document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
    document.title = hasErrors ? prefix + title : title;
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    const answer = event.detail.elt;
    // Fields that an error summary names are marked, and a closed part that holds one is opened.
    everyMatch(answer, ".notice--error a[href^='#']").forEach((link) => {
      const field = document.getElementById(link.hash.slice(1));
      field?.closest("details")?.setAttribute("open", "");
      field?.setAttribute("aria-invalid", "true");
    });
    if (everyMatch(answer, "form, .entry-result, .entry").length) titleSaysError(everyMatch(answer, ".notice--error").length > 0);
    everyMatch(answer, "[data-announce]").forEach((element) => announce(element.textContent, element.dataset.announce));
    everyMatch(answer, "[data-focus]")[0]?.focus();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    const form = event.detail.elt.closest("form");
    if (messages.dataset.signIn === new URL(event.detail.xhr.responseURL || window.location).pathname) return;
    clearError(form ?? event.detail.elt);
    if (form) dirtyForms.delete(form);
  });

  // --- unsaved text
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-guard]");
    if (form) dirtyForms.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    dirtyForms.forEach((form) => form.isConnected || dirtyForms.delete(form));
    if (dirtyForms.size) event.preventDefault();
  });

  document.querySelector("[data-focus]")?.focus();

  // --- last time's words as a start: added to what has been typed, never over it; without this the link opens the form with them
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-fill]");
    const field = link && document.getElementById(link.dataset.fill);
    if (!field) return;
    event.preventDefault();
    const words = document.getElementById(link.dataset.from).innerText.trim();
    if (!field.value.includes(words)) field.value = [field.value.trim(), words].filter(Boolean).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  // Cause and correction open by themselves when the choice says that something is not going as planned.
  document.addEventListener("change", (event) => {
    if ("deviation" in (event.target.dataset ?? {}))
      event.target.form?.querySelector(".entry__deviation")?.setAttribute("open", "");
  });

  // --- texts to be taken to another program: the buttons show only where they can do what they say
  document.querySelectorAll("[data-copy]").forEach((button) => (button.hidden = !navigator.clipboard));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      announce(button.dataset.copied, "polite");
      button.textContent = button.dataset.copied;
    } catch {
      field.focus(); // the text is selected: Ctrl+C copies it
    }
  });

  // --- the menus made of <details> close with Escape and when the focus leaves them
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details:is(.account, .work-bar__group)[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details:is(.account, .work-bar__group)[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });
})();
