// The page that installs the bookmarklet: the link names the address under which this page was reached.

import { copyText } from "./clipboard.js";

const drag = document.getElementById("drag");
const live = document.getElementById("live");
const here = new URL(".", location.href).href;

// Behind a proxy the server may know itself by another name than its readers do.
drag.href = drag.href.replace(encodeURI(JSON.stringify(drag.dataset.appUrl)), encodeURI(JSON.stringify(here)));

drag.addEventListener("click", (event) => {
  event.preventDefault(); // it belongs on the bar; here there is nothing to check
  say("Drag the button onto the bookmarks bar.");
});

document.getElementById("copy").addEventListener("click", async () => {
  const copied = await copyText(drag.href);
  say(copied ? "The link is on the clipboard." : "The browser did not let this page copy.");
});

function say(text) {
  live.textContent = "";
  requestAnimationFrame(() => (live.textContent = text));
}
