// Live: a page of an innovation says when there are new events, and offers to be loaded again. It changes nothing else.
"use strict";

for (const notice of document.querySelectorAll("[data-live]")) {
  const events = new EventSource(notice.dataset.live);
  events.addEventListener("baru", () => {
    events.close();
    const again = document.createElement("a");
    again.className = "govuk-link";
    again.href = location.pathname + location.search;
    again.textContent = notice.dataset.again;
    notice.append(`${notice.dataset.said} `, again);
    notice.classList.add("govuk-inset-text");
  });
  events.onerror = () => events.close();
  addEventListener("pagehide", () => events.close());
}
