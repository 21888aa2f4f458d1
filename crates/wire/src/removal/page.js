"use strict";
{
  const form = document.querySelector("form");
  const button = form.querySelector("button");
  const notice = document.getElementById("notice");

  // The texts are in the page, named after the status that they explain.
  const find = (name) => document.getElementById(`notice-${name}`);

  const show = (template) => {
    notice.replaceChildren(template.content.cloneNode(true));
    document.title = notice.querySelector("h1").textContent;
  };

  const post = async () => {
    try {
      const { status } = await fetch(form.action, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(Object.fromEntries(new FormData(form))),
        redirect: "error",
        keepalive: true, // Closing the page does not cancel the request.
      });
      return find(status) ?? find(500);
    } catch {
      return find("unreachable");
    }
  };

  const remove = async () => {
    form.hidden = true;
    show(find("under-way"));
    const outcome = await post();
    show(outcome);
    if ("again" in outcome.dataset) {
      button.textContent = button.dataset.again;
      form.hidden = false;
      button.focus();
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remove();
  });

  // A browser may prerender the page before the user opens it.
  const start = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", start);
    // The token stays neither in the address bar nor in the history.
    history.replaceState(null, "", location.pathname);
    remove();
  };
  document.addEventListener("visibilitychange", start);
  start();
}
